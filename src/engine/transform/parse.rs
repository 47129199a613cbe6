//! Checks that templates are written as Go's `text/template/parse` reads them (Go 1.25, which the engine is built with).

use std::collections::HashMap;

use super::lex::{Kind, Token, tokens};
use super::literal::is_quoted;

/// How deep blocks and parentheses may lie in each other.
const MAX_DEPTH: usize = 90;

/// How much of a template a message repeats.
const MAX_SHOWN: usize = 40;

/// The name of the template as a whole.
pub const NAME: &str = "__stream_tfm__";

/// Something wrong in a template, with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It cannot be read.
    Syntax(String),
    /// It calls a function that it does not have.
    Function(String),
}

/// What is known of a template that was read.
#[derive(Debug, Default)]
pub struct Reading {
    /// What is wrong, by line.
    pub wrong: Vec<(usize, Wrong)>,
    /// Whether it has something that only Go itself runs as Go does.
    pub is_odd: bool,
}

/// Reads a template with the functions that it may call.
pub fn parse(template: &str, has_function: &dyn Fn(&str) -> bool) -> Reading {
    let mut parser = Parser {
        tokens: tokens(template),
        at: 0,
        depth: 0,
        scope: Scope::default(),
        trees: HashMap::new(),
        has_function,
        reading: Reading::default(),
    };
    match parser.template() {
        Err(Stop::Wrong(line, message)) => parser.reading.wrong.push((line, Wrong::Syntax(message))),
        Err(Stop::TooDeep) => parser.give_up(),
        Ok(()) => {}
    }
    parser.reading
}

/// Why reading stops.
pub enum Stop {
    /// Something is wrong on a line.
    Wrong(usize, String),
    /// It is too deep to be checked.
    TooDeep,
}

/// A part that was read, or why reading stops.
pub type Step<T> = Result<T, Stop>;

/// What ends a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    End,
    Else,
}

/// What a definition does not share with others.
#[derive(Default)]
pub struct Scope<'t> {
    /// The variables that are declared.
    pub variables: Vec<&'t str>,
    ranges: usize,
}

/// What reads a template.
pub struct Parser<'t, 'f> {
    tokens: Vec<Token<'t>>,
    /// The token that is next.
    pub at: usize,
    depth: usize,
    /// The definition that is read.
    pub scope: Scope<'t>,
    /// The templates by name, and whether each has anything in it.
    trees: HashMap<&'t str, bool>,
    /// Whether there is a function of a name.
    pub has_function: &'f dyn Fn(&str) -> bool,
    /// What is found.
    pub reading: Reading,
}

const END: Token<'static> = Token { kind: Kind::End, text: "", line: 1 };

impl<'t> Parser<'t, '_> {
    /// Returns the token that is next.
    pub fn peek(&self) -> Token<'t> {
        self.tokens.get(self.at).or(self.tokens.last()).copied().unwrap_or(END)
    }

    /// Returns the token behind the next one.
    pub fn second(&self) -> Option<Token<'t>> {
        self.tokens.get(self.at + 1).copied()
    }

    /// Takes the token that is next.
    pub fn next(&mut self) -> Token<'t> {
        let token = self.peek();
        self.at += 1;
        token
    }

    /// Returns the token that is next behind spaces.
    pub fn peek_word(&mut self) -> Token<'t> {
        while self.peek().kind == Kind::Space {
            self.at += 1;
        }
        self.peek()
    }

    fn next_word(&mut self) -> Token<'t> {
        self.peek_word();
        self.next()
    }

    /// Reads what lies in something else.
    pub fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Step<T>) -> Step<T> {
        if self.depth >= MAX_DEPTH {
            return Err(Stop::TooDeep);
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Leaves a template that is too deep at what no template can have.
    fn give_up(&mut self) {
        self.reading.is_odd = true;
        if let Some(last) = self.tokens.last().filter(|last| last.kind == Kind::Error) {
            self.reading.wrong.push((last.line, Wrong::Syntax(last.text.to_owned())));
        }
    }

    fn template(&mut self) -> Step<()> {
        let mut has_content = false;
        while self.peek().kind != Kind::End {
            if self.begins_definition() {
                self.definition()?;
                continue;
            }
            let line = self.peek().line;
            match self.text_or_action(&mut has_content)? {
                None => {}
                Some(Last::End) => return wrong(line, "`{{end}}` ends nothing"),
                Some(Last::Else) => return wrong(line, "`{{else}}` belongs to nothing"),
            }
        }
        self.add(NAME, has_content, self.peek().line)
    }

    fn begins_definition(&mut self) -> bool {
        let begin = self.at;
        let is_one = self.next().kind == Kind::Open && is_keyword(self.peek_word(), "define");
        self.at = if is_one { self.at + 1 } else { begin };
        is_one
    }

    fn definition(&mut self) -> Step<()> {
        let name = self.name("define")?;
        self.expect_close("define")?;
        self.tree(name, "define")
    }

    /// Reads the list of a template of its own, behind `define` or `block`.
    fn tree(&mut self, (name, line): (&'t str, usize), word: &str) -> Step<()> {
        let outer = std::mem::take(&mut self.scope);
        let mut has_content = false;
        match self.list(line, word, &mut has_content)? {
            Last::End => {}
            Last::Else => return wrong(line, format!("`{{{{{word}}}}}` cannot have an `{{{{else}}}}`")),
        }
        self.scope = outer;
        self.add(name, has_content, line)
    }

    fn add(&mut self, name: &'t str, has_content: bool, line: usize) -> Step<()> {
        let before = self.trees.get(name).copied();
        if before == Some(true) && has_content {
            return wrong(line, format!("the template `{}` is defined twice", shown(name)));
        }
        if before != Some(true) {
            self.trees.insert(name, has_content);
        }
        // What runs is then the definition, and not the text around it.
        self.reading.is_odd |= name == NAME && before.is_some();
        Ok(())
    }

    /// Reads to the end of a block that a word began.
    fn list(&mut self, begin: usize, word: &str, has_content: &mut bool) -> Step<Last> {
        self.deeper(|parser| {
            while parser.peek_word().kind != Kind::End {
                if let Some(last) = parser.text_or_action(has_content)? {
                    return Ok(last);
                }
            }
            wrong(begin, format!("`{{{{{word}}}}}` has no `{{{{end}}}}`"))
        })
    }

    fn text_or_action(&mut self, has_content: &mut bool) -> Step<Option<Last>> {
        let token = self.next_word();
        match token.kind {
            Kind::Text => {
                *has_content |= !token.text.trim().is_empty();
                Ok(None)
            }
            Kind::Open => {
                let last = self.action()?;
                *has_content |= last.is_none();
                Ok(last)
            }
            _ => self.unexpected(token, "here"),
        }
    }

    fn action(&mut self) -> Step<Option<Last>> {
        let token = self.peek_word();
        if token.kind != Kind::Keyword {
            return self.pipeline("action", Kind::Close).map(|()| None);
        }
        self.at += 1;
        match token.text {
            "block" => self.block()?,
            "break" | "continue" => self.jump(token)?,
            "if" | "range" | "with" => self.control(token)?,
            "template" => self.call()?,
            "end" => return self.expect_close("end").map(|()| Some(Last::End)),
            "else" => return self.otherwise().map(|()| Some(Last::Else)),
            _ => return self.unexpected(token, "inside a block or an action"),
        }
        Ok(None)
    }

    /// Leaves `if` and `with` behind `else` to the block that it belongs to.
    fn otherwise(&mut self) -> Step<()> {
        let token = self.peek_word();
        if is_keyword(token, "if") || is_keyword(token, "with") { Ok(()) } else { self.expect_close("else") }
    }

    fn jump(&mut self, word: Token<'t>) -> Step<()> {
        self.expect_close(word.text)?;
        if self.scope.ranges == 0 {
            return wrong(word.line, format!("`{{{{{}}}}}` is not inside a `{{{{range}}}}`", word.text));
        }
        Ok(())
    }

    /// Reads `if`, `range` or `with` to its end, with all that stands behind `else`.
    fn control(&mut self, word: Token<'t>) -> Step<()> {
        let variables = self.scope.variables.len();
        loop {
            self.pipeline(word.text, Kind::Close)?;
            let is_range = usize::from(word.text == "range");
            self.scope.ranges += is_range;
            let last = self.list(word.line, word.text, &mut false)?;
            self.scope.ranges -= is_range;
            if last == Last::End {
                break;
            }
            if is_range == 0 && is_keyword(self.peek(), word.text) {
                self.at += 1;
                continue;
            }
            match self.list(word.line, word.text, &mut false)? {
                Last::End => break,
                Last::Else => return wrong(word.line, format!("`{{{{{}}}}}` has a second `{{{{else}}}}`", word.text)),
            }
        }
        self.scope.variables.truncate(variables);
        Ok(())
    }

    fn block(&mut self) -> Step<()> {
        let name = self.name("block")?;
        self.pipeline("block", Kind::Close)?;
        self.tree(name, "block")
    }

    fn call(&mut self) -> Step<()> {
        self.name("template")?;
        if self.peek_word().kind == Kind::Close {
            self.at += 1;
            self.reading.is_odd = true;
            return Ok(());
        }
        self.pipeline("template", Kind::Close)
    }

    /// Reads the name of a template, which has quotes.
    fn name(&mut self, word: &str) -> Step<(&'t str, usize)> {
        let token = self.next_word();
        match token.kind {
            Kind::String if !is_quoted(token.text) => wrong(token.line, "a text has an unknown escape"),
            Kind::String | Kind::RawString => {
                let inner = token.text.get(1..token.text.len() - 1).unwrap_or_default();
                self.reading.is_odd |= token.kind == Kind::String && inner.contains('\\');
                Ok((inner, token.line))
            }
            _ => self.unexpected(token, &format!("where `{word}` needs a name in quotes")),
        }
    }

    fn expect_close(&mut self, word: &str) -> Step<()> {
        let token = self.next_word();
        match token.kind {
            Kind::Close => Ok(()),
            _ => self.unexpected(token, &format!("after `{word}`")),
        }
    }

    /// Stops at a token.
    pub fn unexpected<T>(&self, token: Token<'t>, place: &str) -> Step<T> {
        match token.kind {
            Kind::Error => wrong(token.line, token.text),
            Kind::End => wrong(token.line, format!("the template ends {place}")),
            Kind::Close => wrong(token.line, format!("unexpected `}}}}` {place}")),
            _ => wrong(token.line, format!("unexpected `{}` {place}", shown(token.text))),
        }
    }
}

/// Stops at a line.
pub fn wrong<T>(line: usize, message: impl Into<String>) -> Step<T> {
    Err(Stop::Wrong(line, message.into()))
}

/// Returns the beginning of a part of a template.
pub fn shown(text: &str) -> String {
    let begin: String = text.chars().take(MAX_SHOWN).collect();
    if begin.len() < text.len() { format!("{begin}...") } else { begin }
}

fn is_keyword(token: Token<'_>, word: &str) -> bool {
    token.kind == Kind::Keyword && token.text == word
}

//! Splits templates into tokens as Go's `text/template/parse` does.

use super::literal::{is_word, number_length};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What stands outside of actions.
    Text,
    /// `{{`
    Open,
    /// `}}`
    Close,
    /// Spaces and line ends inside an action.
    Space,
    /// `=`
    Assign,
    /// `:=`
    Declare,
    /// `|`
    Pipe,
    /// `(`
    LeftParen,
    /// `)`
    RightParen,
    /// A text in double quotes.
    String,
    /// A text in backticks.
    RawString,
    /// A character in single quotes.
    Char,
    /// A number.
    Number,
    /// A number with an imaginary part.
    Complex,
    /// `true` or `false`
    Bool,
    /// `nil`
    Nil,
    /// `.`
    Dot,
    /// A name behind a dot.
    Field,
    /// A name behind `$`, or `$` itself.
    Variable,
    /// The name of a function.
    Identifier,
    /// A word that begins or ends a block.
    Keyword,
    /// A character that belongs to nothing.
    Other,
    /// Something that cannot be read.
    Error,
    /// The end of the template.
    End,
}

/// A part of a template.
#[derive(Clone, Copy, Debug)]
pub struct Token<'t> {
    /// What it is.
    pub kind: Kind,
    /// Its text; of an error, what is wrong.
    pub text: &'t str,
    /// The line, from 1, on which it begins.
    pub line: usize,
}

const KEYWORDS: [&str; 10] = ["block", "break", "continue", "define", "else", "end", "if", "range", "template", "with"];

const SPACES: [char; 4] = [' ', '\t', '\r', '\n'];

/// Returns the tokens of a template, of which the last one is its end or an error.
pub fn tokens(template: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer { rest: template, line: 1, parens: 0, tokens: Vec::new() };
    if let Err(error) = lexer.text() {
        lexer.tokens.push(Token { kind: Kind::Error, text: error, line: lexer.line });
    }
    lexer.tokens
}

struct Lexer<'t> {
    rest: &'t str,
    line: usize,
    parens: usize,
    tokens: Vec<Token<'t>>,
}

type Read = Result<(), &'static str>;

impl<'t> Lexer<'t> {
    /// Takes so many bytes off the rest.
    fn take(&mut self, length: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    fn emit(&mut self, kind: Kind, length: usize) {
        let line = self.line;
        let text = self.take(length);
        self.tokens.push(Token { kind, text, line });
    }

    fn text(&mut self) -> Read {
        while let Some(length) = self.rest.find("{{") {
            let is_trimmed = is_left_trim(self.rest.get(length + 2..).unwrap_or_default());
            let line = self.line;
            let whole = self.take(length);
            let text = if is_trimmed { whole.trim_end_matches(SPACES) } else { whole };
            if !text.is_empty() {
                self.tokens.push(Token { kind: Kind::Text, text, line });
            }
            self.action(is_trimmed)?;
        }
        if !self.rest.is_empty() {
            self.emit(Kind::Text, self.rest.len());
        }
        self.emit(Kind::End, 0);
        Ok(())
    }

    /// Reads an action from its left delimiter to what follows its right one.
    fn action(&mut self, is_trimmed: bool) -> Read {
        let marker = usize::from(is_trimmed) * 2;
        if self.rest.get(2 + marker..).is_some_and(|inner| inner.starts_with("/*")) {
            return self.comment(marker);
        }
        self.emit(Kind::Open, 2);
        self.take(marker);
        self.parens = 0;
        loop {
            if self.closes() {
                return if self.parens == 0 { self.close() } else { Err("a left parenthesis is not closed") };
            }
            self.inside()?;
        }
    }

    fn comment(&mut self, marker: usize) -> Read {
        let begin = 2 + marker + 2;
        let end = self.rest.get(begin..).and_then(|comment| comment.find("*/")).ok_or("a comment is not closed")?;
        let line = self.line;
        self.take(begin + end + 2);
        if !self.closes() {
            self.line = line;
            return Err("a comment ends before its action does");
        }
        self.skip_close();
        Ok(())
    }

    /// Whether the right delimiter is next, with or without a trim marker.
    fn closes(&self) -> bool {
        self.rest.starts_with("}}") || (is_right_trim(self.rest) && self.rest.get(2..4) == Some("}}"))
    }

    fn close(&mut self) -> Read {
        let line = self.line;
        self.skip_close();
        self.tokens.push(Token { kind: Kind::Close, text: "}}", line });
        Ok(())
    }

    fn skip_close(&mut self) {
        let is_trimmed = !self.rest.starts_with("}}");
        self.take(if is_trimmed { 4 } else { 2 });
        if is_trimmed {
            self.take(self.rest.len() - self.rest.trim_start_matches(SPACES).len());
        }
    }

    fn inside(&mut self) -> Read {
        let Some(first) = self.rest.chars().next() else { return Err("an action is not closed: `}}` is missing") };
        let second = self.rest.chars().nth(1);
        match first {
            _ if SPACES.contains(&first) => self.space(),
            '=' => self.emit(Kind::Assign, 1),
            ':' if second == Some('=') => self.emit(Kind::Declare, 2),
            ':' => return Err("`:` has no `=` after it"),
            '|' => self.emit(Kind::Pipe, 1),
            '"' => return self.quoted(Kind::String, '"'),
            '\'' => return self.quoted(Kind::Char, '\''),
            '`' => return self.raw(),
            '$' => return self.name(Kind::Variable, Kind::Variable),
            '.' if !second.is_some_and(|second| second.is_ascii_digit()) => {
                return self.name(Kind::Field, Kind::Dot);
            }
            '.' | '+' | '-' | '0'..='9' => return self.number(),
            '(' => {
                self.parens += 1;
                self.emit(Kind::LeftParen, 1);
            }
            ')' => {
                self.parens = self.parens.checked_sub(1).ok_or("a right parenthesis closes nothing")?;
                self.emit(Kind::RightParen, 1);
            }
            _ if is_word(first) => return self.word(),
            _ if first.is_ascii_graphic() => self.emit(Kind::Other, 1),
            _ => return Err("an action has a character that none may have"),
        }
        Ok(())
    }

    /// Reads spaces, but not the one of a right delimiter with a trim marker.
    fn space(&mut self) {
        let length = self.rest.len() - self.rest.trim_start_matches(SPACES).len();
        let last = self.rest.get(length - 1..).unwrap_or_default();
        let is_close = is_right_trim(last) && last.get(2..4) == Some("}}");
        let length = length - usize::from(is_close);
        if length > 0 {
            self.emit(Kind::Space, length);
        }
    }

    fn quoted(&mut self, kind: Kind, quote: char) -> Read {
        let mut is_escaped = false;
        for (index, character) in self.rest.char_indices().skip(1) {
            match character {
                '\n' => break,
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                _ if character == quote => {
                    self.emit(kind, index + 1);
                    return Ok(());
                }
                _ => {}
            }
        }
        Err(if quote == '"' { "a text is not closed on its line" } else { "a character is not closed on its line" })
    }

    fn raw(&mut self) -> Read {
        let end = self.rest.get(1..).and_then(|text| text.find('`')).ok_or("a raw text is not closed")?;
        self.emit(Kind::RawString, end + 2);
        Ok(())
    }

    /// Reads a field or a variable, or a bare `.` or `$`.
    fn name(&mut self, kind: Kind, bare: Kind) -> Read {
        let length = 1 + word_length(self.rest.get(1..).unwrap_or_default());
        if !ends_word(self.rest.get(length..).unwrap_or_default()) {
            return Err("a name is followed by a character that cannot follow it");
        }
        self.emit(if length == 1 { bare } else { kind }, length);
        Ok(())
    }

    fn word(&mut self) -> Read {
        let length = word_length(self.rest);
        if !ends_word(self.rest.get(length..).unwrap_or_default()) {
            return Err("a name is followed by a character that cannot follow it");
        }
        let kind = match self.rest.get(..length).unwrap_or_default() {
            "true" | "false" => Kind::Bool,
            "nil" => Kind::Nil,
            word if KEYWORDS.contains(&word) => Kind::Keyword,
            _ => Kind::Identifier,
        };
        self.emit(kind, length);
        Ok(())
    }

    fn number(&mut self) -> Read {
        const MALFORMED: &str = "a number is malformed";
        let length = number_length(self.rest).ok_or(MALFORMED)?;
        let behind = self.rest.get(length..).unwrap_or_default();
        if !behind.starts_with(['+', '-']) {
            self.emit(Kind::Number, length);
            return Ok(());
        }
        let length = length + number_length(behind).ok_or(MALFORMED)?;
        if !self.rest.get(..length).is_some_and(|number| number.ends_with('i')) {
            return Err(MALFORMED);
        }
        self.emit(Kind::Complex, length);
        Ok(())
    }
}

fn is_left_trim(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|behind| behind.starts_with(SPACES))
}

fn is_right_trim(text: &str) -> bool {
    text.strip_prefix(SPACES).is_some_and(|behind| behind.starts_with('-'))
}

fn word_length(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_word).len()
}

/// Whether a name may end before this text.
fn ends_word(text: &str) -> bool {
    text.is_empty()
        || text.starts_with("}}")
        || text.starts_with(SPACES)
        || text.starts_with(['.', ',', '|', ':', ')', '('])
}

//! Reads pipelines of templates: declarations, commands and their values.

use super::lex::{Kind, Token};
use super::literal::{is_number, is_quoted};
use super::parse::{Parser, Step, Wrong, shown, wrong};

impl<'t> Parser<'t, '_> {
    /// Reads a pipeline and what ends it.
    pub fn pipeline(&mut self, word: &str, end: Kind) -> Step<()> {
        let line = self.peek_word().line;
        self.declarations(word, end)?;
        let mut commands = 0;
        loop {
            let token = self.peek_word();
            if token.kind == end {
                self.at += 1;
                break;
            }
            if !is_operand(token.kind) {
                return self.unexpected(token, &format!("in {}", described(word)));
            }
            if commands > 0 && is_value(token.kind) && !self.is_chain() {
                return wrong(token.line, "`|` leads to a value, which is no function");
            }
            self.command()?;
            commands += 1;
        }
        if commands == 0 { wrong(line, format!("{} has no value", described(word))) } else { Ok(()) }
    }

    /// Whether a field follows without a space.
    fn is_chain(&self) -> bool {
        self.second().is_some_and(|token| token.kind == Kind::Field)
    }

    /// Reads `$x :=`, `$x =` and, in a range, `$i, $x :=`.
    fn declarations(&mut self, word: &str, end: Kind) -> Step<()> {
        let mut names: Vec<Token<'t>> = Vec::new();
        loop {
            let (begin, variable) = (self.at, self.peek_word());
            if variable.kind != Kind::Variable {
                return Ok(());
            }
            self.at += 1;
            let sign = self.peek_word();
            match sign.kind {
                Kind::Assign | Kind::Declare => {
                    self.at += 1;
                    names.push(variable);
                    self.reading.is_odd |= end == Kind::RightParen;
                    self.declare(&names, sign.kind == Kind::Declare);
                    return Ok(());
                }
                Kind::Other if sign.text == "," => {
                    self.at += 1;
                    names.push(variable);
                    if word != "range" || names.len() > 1 {
                        return wrong(sign.line, format!("{} declares too many variables", described(word)));
                    }
                    match self.peek_word().kind {
                        Kind::Variable | Kind::Close | Kind::RightParen => {}
                        _ => return wrong(sign.line, "a range can only declare variables"),
                    }
                }
                _ => {
                    self.at = begin;
                    return Ok(());
                }
            }
        }
    }

    /// Declares variables. One that is set without having been declared fails once it is reached.
    fn declare(&mut self, names: &[Token<'t>], is_new: bool) {
        for name in names {
            if !is_new && !self.has_variable(name.text) {
                let message = format!("`{}` is set before it is declared with `:=`", shown(name.text));
                self.reading.wrong.push((name.line, Wrong::Syntax(message)));
            }
            self.scope.variables.push(name.text);
        }
    }

    fn has_variable(&self, name: &str) -> bool {
        name == "$" || self.scope.variables.contains(&name)
    }

    fn command(&mut self) -> Step<()> {
        loop {
            self.peek_word();
            self.operand()?;
            let token = self.next();
            match token.kind {
                Kind::Space => {}
                Kind::Close | Kind::RightParen => {
                    self.at -= 1;
                    return Ok(());
                }
                Kind::Pipe => return Ok(()),
                _ => return self.unexpected(token, "after a value"),
            }
        }
    }

    fn operand(&mut self) -> Step<()> {
        let token = self.peek_word();
        if !self.term()? {
            return Ok(());
        }
        if self.peek().kind == Kind::Field && is_value(token.kind) {
            return wrong(token.line, format!("`{}` has no fields", shown(token.text)));
        }
        while self.peek().kind == Kind::Field {
            self.at += 1;
        }
        Ok(())
    }

    /// Reads a term, if there is one.
    fn term(&mut self) -> Step<bool> {
        let token = self.peek_word();
        match token.kind {
            Kind::Identifier if !(self.has_function)(token.text) => {
                self.reading.wrong.push((token.line, Wrong::Function(shown(token.text))));
            }
            Kind::Variable if !self.has_variable(token.text) => {
                return wrong(token.line, format!("`{}` is not declared", shown(token.text)));
            }
            Kind::Number if token.text.ends_with('i') => self.reading.is_odd = true,
            Kind::Number if !is_number(token.text) => {
                return wrong(token.line, format!("`{}` is no number, or too large", shown(token.text)));
            }
            Kind::Complex => self.reading.is_odd = true,
            Kind::String | Kind::Char if !is_quoted(token.text) => {
                return wrong(token.line, format!("{} is malformed", shown(token.text)));
            }
            Kind::LeftParen => {
                self.at += 1;
                return self.deeper(|parser| parser.pipeline("parenthesis", Kind::RightParen)).map(|()| true);
            }
            kind if !is_operand(kind) => return Ok(false),
            _ => {}
        }
        self.at += 1;
        Ok(true)
    }
}

fn described(word: &str) -> String {
    match word {
        "action" => "an action".to_owned(),
        "parenthesis" => "a parenthesis".to_owned(),
        _ => format!("`{word}`"),
    }
}

/// Whether a command can begin with it.
fn is_operand(kind: Kind) -> bool {
    use Kind::{Char, Complex, Dot, Field, Identifier, LeftParen, Number, RawString, Variable};
    is_value(kind)
        || matches!(kind, Char | Complex | Dot | Field | Identifier | LeftParen | Number | RawString | Variable)
}

/// Whether it is a value that has no fields and is no function.
fn is_value(kind: Kind) -> bool {
    use Kind::{Bool, Char, Complex, Dot, Nil, Number, RawString, String};
    matches!(kind, Bool | Char | Complex | Dot | Nil | Number | RawString | String)
}

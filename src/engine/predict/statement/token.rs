//! Splits statements into tokens as the engine's parser does.

/// A token of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A word without quotes: a keyword or a name.
    Word(String),
    /// A name in double quotes.
    Quoted(String),
    /// `@name` or `@@name`, with the number of signs.
    At(usize, String),
    /// Text in single quotes.
    Text(String),
    /// A whole number.
    Int(String),
    /// A number with a point or an exponent.
    Float(String),
    /// `0x..`.
    HexNumber(String),
    /// `X'..'`.
    Hex(String),
    /// `B'..'`.
    Bits(String),
    /// `:name` or `?`.
    Argument(String),
    /// `::name`.
    List(String),
    /// `/* .. */`, which only some places allow.
    Comment(String),
    /// An operator or a sign.
    Sign(&'static str),
}

/// Longest signs first.
const SIGNS: &[&str] = &[
    "->>", "<=>", "->", "<>", "<<", "<=", ">=", ">>", "!=", "&&", "||", "=", ",", "(", ")", "+", "*", "%", "^", "~",
    "&", "|", ".", "/", "-", "<", ">", "!", ";",
];

/// Returns the tokens of a statement, or where they end to make sense.
pub fn tokens(text: &str) -> Result<Vec<Token>, usize> {
    let mut reader = Reader { text, at: 0 };
    let mut found = Vec::new();
    while let Some(token) = reader.next()? {
        found.push(token);
    }
    Ok(found)
}

/// Parts a text into its statements.
pub fn split(text: &str) -> Vec<String> {
    let mut reader = Reader { text, at: 0 };
    let mut statements = Vec::new();
    let mut start = 0;
    loop {
        match reader.next() {
            Ok(Some(Token::Sign(";"))) => {
                statements.push(text.get(start..reader.at).unwrap_or_default().trim_end_matches(';').to_owned());
                start = reader.at;
            }
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => break,
        }
    }
    statements.push(text.get(start..).unwrap_or_default().to_owned());
    statements.retain(|statement| !statement.trim().is_empty());
    statements
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn eat(&mut self, prefix: &str) -> bool {
        let is_there = self.rest().starts_with(prefix);
        if is_there {
            self.at += prefix.len();
        }
        is_there
    }

    fn next(&mut self) -> Result<Option<Token>, usize> {
        self.take_while(|letter| matches!(letter, ' ' | '\n' | '\r' | '\t'));
        let Some(first) = self.peek() else { return Ok(None) };
        if let Some(comment) = self.comment()? {
            return Ok(Some(comment));
        }
        match first {
            '@' => self.variable().map(Some),
            '\'' => {
                self.at += 1;
                self.quoted_text().map(|text| Some(Token::Text(text)))
            }
            '"' => {
                self.at += 1;
                self.quoted_name().map(|name| Some(Token::Quoted(name)))
            }
            '?' => {
                self.at += 1;
                Ok(Some(Token::Argument(":v".to_owned())))
            }
            ':' => self.argument().map(Some),
            letter if is_letter(letter) => self.word().map(Some),
            letter if letter.is_ascii_digit() => self.number().map(Some),
            '.' if self.rest().chars().nth(1).is_some_and(|next| next.is_ascii_digit()) => self.number().map(Some),
            _ => self.sign().map(Some),
        }
    }

    fn comment(&mut self) -> Result<Option<Token>, usize> {
        let rest = self.rest();
        if rest.starts_with("--") || rest.starts_with("//") || rest.starts_with('#') {
            let line = self.take_while(|letter| letter != '\n').to_owned();
            return Ok(Some(Token::Comment(line)));
        }
        if !rest.starts_with("/*") {
            return Ok(None);
        }
        let end = rest.find("*/").ok_or(self.at)?;
        self.at += end + 2;
        Ok(Some(Token::Comment(rest.get(..end + 2).unwrap_or_default().to_owned())))
    }

    fn sign(&mut self) -> Result<Token, usize> {
        let sign = SIGNS.iter().find(|sign| self.rest().starts_with(**sign)).ok_or(self.at)?;
        self.at += sign.len();
        Ok(Token::Sign(match *sign {
            "<>" => "!=",
            sign => sign,
        }))
    }

    fn variable(&mut self) -> Result<Token, usize> {
        self.at += 1;
        let signs = if self.eat("@") { 2 } else { 1 };
        if self.eat("\"") {
            return self.quoted_name().map(|name| Token::At(signs, name));
        }
        let is_part = |letter| is_letter(letter) || letter.is_ascii_digit() || matches!(letter, '@' | '.' | '\'' | '"');
        let first = self.peek().ok_or(self.at)?;
        self.at += first.len_utf8();
        let rest = self.take_while(is_part);
        Ok(Token::At(signs, format!("{first}{rest}")))
    }

    fn argument(&mut self) -> Result<Token, usize> {
        let start = self.at;
        self.at += 1;
        let is_list = self.eat(":");
        if !self.peek().is_some_and(is_letter) {
            return Err(self.at);
        }
        self.take_while(|letter| is_letter(letter) || letter.is_ascii_digit() || letter == '.');
        let text = self.text.get(start..self.at).unwrap_or_default().to_owned();
        Ok(if is_list { Token::List(text) } else { Token::Argument(text) })
    }

    fn word(&mut self) -> Result<Token, usize> {
        for (prefixes, is_hex) in [(["x'", "X'"], true), (["b'", "B'"], false)] {
            if prefixes.iter().any(|prefix| self.eat(prefix)) {
                return self.digits_in_quotes(is_hex);
            }
        }
        let is_version = self.rest().starts_with('v') && is_version(self.rest());
        let is_part = |letter| is_letter(letter) || letter.is_ascii_digit() || letter == '@';
        Ok(Token::Word(self.take_while(|letter| is_part(letter) || is_version && letter == '.').to_owned()))
    }

    fn digits_in_quotes(&mut self, is_hex: bool) -> Result<Token, usize> {
        let base = if is_hex { 16 } else { 2 };
        let digits = self.take_while(|letter| letter.is_digit(base)).to_owned();
        if !self.eat("'") || is_hex && digits.len() % 2 == 1 {
            return Err(self.at);
        }
        Ok(if is_hex { Token::Hex(digits) } else { Token::Bits(digits) })
    }

    fn number(&mut self) -> Result<Token, usize> {
        let start = self.at;
        let spelled = |reader: &Self| reader.text.get(start..reader.at).unwrap_or_default().to_owned();
        let is_hex = self.eat("0x") || self.eat("0X");
        let mut is_float = false;
        if is_hex {
            self.take_while(|letter| letter.is_ascii_hexdigit());
        } else {
            self.take_while(|letter| letter.is_ascii_digit());
            is_float = self.eat(".");
            self.take_while(|letter| letter.is_ascii_digit());
            if self.eat("e") || self.eat("E") {
                is_float = true;
                let _ = self.eat("+") || self.eat("-");
                self.take_while(|letter| letter.is_ascii_digit());
            }
        }
        if self.peek().is_some_and(is_letter) {
            return Err(self.at);
        }
        let text = spelled(self);
        Ok(match (is_hex, is_float) {
            (true, _) => Token::HexNumber(text),
            (_, true) => Token::Float(text),
            _ => Token::Int(text),
        })
    }

    /// A doubled quote stands for one.
    fn quoted_name(&mut self) -> Result<String, usize> {
        let mut name = String::new();
        loop {
            name.push_str(self.take_while(|letter| letter != '"'));
            if !self.eat("\"") {
                return Err(self.at);
            }
            if !self.eat("\"") {
                break;
            }
            name.push('"');
        }
        if name.is_empty() { Err(self.at) } else { Ok(name) }
    }

    /// A doubled quote stands for one, and a backslash begins an escape.
    fn quoted_text(&mut self) -> Result<String, usize> {
        let mut text = String::new();
        loop {
            text.push_str(self.take_while(|letter| letter != '\'' && letter != '\\'));
            if self.eat("\\") {
                let escaped = self.peek().ok_or(self.at)?;
                self.at += escaped.len_utf8();
                text.push(unescaped(escaped));
            } else if !self.eat("'") {
                return Err(self.at);
            } else if self.eat("'") {
                text.push('\'');
            } else {
                return Ok(text);
            }
        }
    }
}

fn unescaped(letter: char) -> char {
    match letter {
        '0' => '\0',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'Z' => '\u{1a}',
        other => other,
    }
}

fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphabetic() || matches!(letter, '_' | '$')
}

/// Whether the next blank-separated part is a version such as `v1.2`.
fn is_version(rest: &str) -> bool {
    let part = rest.split([' ', ';', '\n', '\t']).next().unwrap_or_default();
    let numbers: Vec<&str> = part.trim_start_matches('v').split('.').collect();
    let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    numbers.len() <= 3 && numbers.iter().all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled_and_escapes_are_read() {
        let found = tokens(r#"a "b""c" 'd''e\n' @"x" @@json 1.5e3 >= <> -- end"#).expect("tokens");
        let expected = [
            Token::Word("a".to_owned()),
            Token::Quoted("b\"c".to_owned()),
            Token::Text("d'e\n".to_owned()),
            Token::At(1, "x".to_owned()),
            Token::At(2, "json".to_owned()),
            Token::Float("1.5e3".to_owned()),
            Token::Sign(">="),
            Token::Sign("!="),
            Token::Comment("-- end".to_owned()),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_token_ends_the_statement() {
        for text in ["`a`", "[a]", "'open", "\"\"", "1a", "/* open", "\\"] {
            assert!(tokens(text).is_err(), "{text}");
        }
    }
}

//! A place in the tokens of a statement.

use super::ast::Query;
use super::keyword;
use super::token::{Token, tokens};

/// What a part of a statement gives, or the token at which it makes no sense.
pub type Parsed<T> = Result<T, usize>;

/// How deep expressions and queries may stand in each other.
const MAX_DEPTH: usize = 60;

/// How many tokens a statement may have.
const MAX_TOKENS: usize = 200_000;

/// A place in the tokens of a statement.
pub struct Cursor {
    tokens: Vec<Token>,
    hints: Vec<String>,
    at: usize,
    depth: usize,
    query: fn(&mut Cursor) -> Parsed<Query>,
}

impl Cursor {
    /// Starts at the first token of a text; queries within expressions are parsed by a function.
    pub fn new(text: &str, query: fn(&mut Cursor) -> Parsed<Query>) -> Parsed<Self> {
        let (comments, tokens): (Vec<Token>, Vec<Token>) =
            tokens(text)?.into_iter().partition(|token| matches!(token, Token::Comment(_)));
        if tokens.len() > MAX_TOKENS {
            return Err(MAX_TOKENS);
        }
        let hints = comments.into_iter().filter_map(|comment| match comment {
            Token::Comment(text) => Some(text),
            _ => None,
        });
        Ok(Cursor { tokens, hints: hints.collect(), at: 0, depth: 0, query })
    }

    /// Whether a comment gives a hint.
    pub fn has_hint(&self, hint: &str) -> bool {
        let hints = self.hints.iter().filter_map(|text| text.strip_prefix("/*+")?.strip_suffix("*/"));
        hints.flat_map(|text| text.split_whitespace()).any(|word| word.split('=').next() == Some(hint))
    }

    /// Passes a query.
    pub fn query(&mut self) -> Parsed<Query> {
        (self.query)(self)
    }

    /// Returns the next token.
    pub fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    /// Goes to the next token.
    pub fn advance(&mut self) {
        self.at += 1;
    }

    /// Returns the place of the next token.
    pub fn place(&self) -> usize {
        self.at
    }

    /// Goes back to a place.
    pub fn back_to(&mut self, place: usize) {
        self.at = place;
    }

    /// Goes behind the last token.
    pub fn skip_to_end(&mut self) {
        self.at = self.tokens.len();
    }

    /// Whether no token is left.
    pub fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Returns the error at this place.
    pub fn wrong(&self) -> usize {
        self.at
    }

    /// Whether the next token is a word without quotes.
    pub fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(text)) if text.eq_ignore_ascii_case(word))
    }

    /// Passes a word without quotes, if it is the next token.
    pub fn word(&mut self, word: &str) -> bool {
        let is_there = self.is_word(word);
        self.at += usize::from(is_there);
        is_there
    }

    /// Passes a word that has to be there.
    pub fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.word(word) { Ok(()) } else { Err(self.wrong()) }
    }

    /// Whether the next token is a sign.
    pub fn is_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Token::Sign(text)) if *text == sign)
    }

    /// Whether the token behind the next one is a sign.
    pub fn is_sign_behind(&self, sign: &str) -> bool {
        matches!(self.tokens.get(self.at + 1), Some(Token::Sign(text)) if *text == sign)
    }

    /// Passes a sign, if it is the next token.
    pub fn sign(&mut self, sign: &str) -> bool {
        let is_there = self.is_sign(sign);
        self.at += usize::from(is_there);
        is_there
    }

    /// Passes a sign that has to be there.
    pub fn expect_sign(&mut self, sign: &str) -> Parsed<()> {
        if self.sign(sign) { Ok(()) } else { Err(self.wrong()) }
    }

    /// Whether the next token is a name, at the start of one or behind a dot.
    pub fn is_name(&self, is_behind_dot: bool) -> bool {
        match self.peek() {
            Some(Token::Word(text)) => keyword::is_name(text, is_behind_dot),
            Some(Token::Quoted(_) | Token::At(..)) => true,
            _ => false,
        }
    }

    /// Passes a name.
    pub fn name(&mut self, is_behind_dot: bool) -> Parsed<String> {
        let name = match self.peek() {
            Some(Token::Word(text)) if keyword::is_name(text, is_behind_dot) => text.clone(),
            Some(Token::Quoted(text) | Token::At(_, text)) => text.clone(),
            _ => return Err(self.wrong()),
        };
        self.advance();
        Ok(name)
    }

    /// Passes a name that is no keyword, or is in quotes.
    pub fn plain_name(&mut self) -> Parsed<String> {
        match self.peek() {
            Some(Token::Word(text)) if keyword::is_keyword(text) => Err(self.wrong()),
            _ => self.name(false),
        }
    }

    /// Passes what has to be there once or more, with commas between.
    pub fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = vec![item(self)?];
        while self.sign(",") {
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// Passes something that may hold more of its kind.
    pub fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return Err(self.wrong());
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }
}

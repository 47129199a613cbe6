//! Whether numbers, texts and characters in templates are those of Go.

/// Whether a character can stand in a name.
pub fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Returns the length of the number that a text begins with, which may yet be none.
pub fn number_length(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (rest, radix) = match rest.get(..2).unwrap_or_default() {
        "0x" | "0X" => (rest.get(2..)?, 16),
        "0o" | "0O" => (rest.get(2..)?, 8),
        "0b" | "0B" => (rest.get(2..)?, 2),
        _ => (rest, 10),
    };
    let digits = |text: &'_ str, radix| {
        let is_digit = |character: char| character.is_digit(radix) || character == '_';
        text.len() - text.trim_start_matches(is_digit).len()
    };
    let after = |text: &'_ str, radix| text.get(digits(text, radix)..).map(str::len);
    let mut left = after(rest, radix)?;
    let at = |left: usize| text.get(text.len() - left..).unwrap_or_default();
    if let Some(fraction) = at(left).strip_prefix('.') {
        left = after(fraction, radix)?;
    }
    let exponents: &[char] = match radix {
        10 => &['e', 'E'],
        16 => &['p', 'P'],
        _ => &[],
    };
    if let Some(exponent) = at(left).strip_prefix(exponents) {
        left = after(exponent.strip_prefix(['+', '-']).unwrap_or(exponent), 10)?;
    }
    left = at(left).strip_prefix('i').unwrap_or(at(left)).len();
    (!at(left).starts_with(is_word)).then(|| text.len() - left)
}

/// Whether Go reads a number: a whole one that fits, or a fraction.
pub fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned.contains("__") || unsigned.ends_with('_') {
        return false;
    }
    let plain = unsigned.replace('_', "");
    let (digits, radix) = match plain.get(..2).unwrap_or_default() {
        "0x" | "0X" => (plain.get(2..).unwrap_or_default(), 16),
        "0o" | "0O" => (plain.get(2..).unwrap_or_default(), 8),
        "0b" | "0B" => (plain.get(2..).unwrap_or_default(), 2),
        _ if plain.starts_with('0') && plain.len() > 1 && is_whole(&plain) => (plain.as_str(), 8),
        _ => (plain.as_str(), 10),
    };
    let most = if text.starts_with('-') { 1 << 63 } else { u64::MAX };
    match radix {
        16 if digits.contains(['p', 'P']) => is_hexadecimal_fraction(digits),
        10 if !is_whole(digits) => digits.parse::<f64>().is_ok(),
        _ => u64::from_str_radix(digits, radix).is_ok_and(|number| number <= most),
    }
}

/// Whether a number has digits before and behind its exponent.
fn is_hexadecimal_fraction(digits: &str) -> bool {
    let Some((before, exponent)) = digits.split_once(['p', 'P']) else { return false };
    before.contains(|digit: char| digit.is_ascii_hexdigit()) && exponent.ends_with(|digit: char| digit.is_ascii_digit())
}

fn is_whole(digits: &str) -> bool {
    digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// Whether Go reads what stands between the quotes of a text or a character, of which that is one.
pub fn is_quoted(text: &str) -> bool {
    let Some(quote) = text.chars().next() else { return false };
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    match count(inner, quote) {
        Some(length) => quote != '\'' || length == 1,
        None => false,
    }
}

/// Counts the characters of a text; nothing if an escape is none.
fn count(text: &str, quote: char) -> Option<usize> {
    let mut rest = text;
    let mut count = 0;
    while let Some(first) = rest.chars().next() {
        let behind = rest.get(first.len_utf8()..)?;
        rest = if first == '\\' { behind_escape(behind, quote)? } else { behind };
        count += 1;
    }
    Some(count)
}

fn behind_escape(text: &str, quote: char) -> Option<&str> {
    let first = text.chars().next()?;
    let behind = text.get(first.len_utf8()..)?;
    match first {
        'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '\\' => Some(behind),
        'x' => code(behind, 2, 16, 0xFF),
        'u' => code(behind, 4, 16, 0x0010_FFFF),
        'U' => code(behind, 8, 16, 0x0010_FFFF),
        '0'..='7' => code(text, 3, 8, 0xFF),
        _ => (first == quote).then_some(behind),
    }
}

/// Returns what follows the code of a character.
fn code(text: &str, length: usize, radix: u32, most: u32) -> Option<&str> {
    let (digits, behind) = text.split_at_checked(length)?;
    let code = u32::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'))?;
    (code <= most && !(0xD800..0xE000).contains(&code)).then_some(behind)
}

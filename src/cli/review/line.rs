//! A line that a person edits. Only characters and backspaces are written, which any terminal understands.

use std::io;

use super::terminal::{Key, Terminal};
use crate::text::plain;

/// How an edit ended.
pub enum Edited {
    /// The new text.
    Text(String),
    /// The person kept what was there.
    Kept,
    /// The person wants to stop.
    Stop,
}

/// Lets a person edit a text. Tab offers the next of some other texts.
pub fn edit(terminal: &Terminal, prompt: &str, old: &str, options: &[String]) -> io::Result<Edited> {
    let mut text = old.to_owned();
    let mut offered = options.iter().cycle();
    terminal.say(&format!("{prompt}: {}", plain(&text)))?;
    loop {
        match terminal.key()? {
            Key::Enter => {
                terminal.say("\n")?;
                return Ok(if text.trim() == old { Edited::Kept } else { Edited::Text(text.trim().to_owned()) });
            }
            Key::Escape => {
                terminal.say("\n")?;
                return Ok(Edited::Kept);
            }
            Key::Stop => return Ok(Edited::Stop),
            Key::Backspace => {
                let Some(letter) = text.pop() else { continue };
                terminal.say(&wiped(&plain(&letter.to_string())))?;
            }
            Key::Char(letter) if !letter.is_control() => {
                text.push(letter);
                terminal.say(&plain(&letter.to_string()))?;
            }
            Key::Tab => {
                let Some(option) = offered.next() else { continue };
                terminal.say(&wiped(&plain(&text)))?;
                text.clone_from(option);
                terminal.say(&plain(&text))?;
            }
            Key::Char(_) | Key::Resized => {}
        }
    }
}

fn wiped(text: &str) -> String {
    "\u{8} \u{8}".repeat(text.chars().count())
}

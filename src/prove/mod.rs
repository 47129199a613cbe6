//! Proves a provider on StackQL: runs statements against a stand-in for the API, and judges what they came to.

#[cfg_attr(not(test), expect(dead_code, unused_imports, reason = "no command runs statements yet"))]
mod process;
#[cfg_attr(not(test), expect(dead_code, unused_imports, reason = "no command records cases yet"))]
mod record;

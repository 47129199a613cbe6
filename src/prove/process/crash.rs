//! Finds the function that a Go program crashed in.

/// What the Go runtime says of a stack that grows without end.
const STACK_OVERFLOW: &str = "stack overflow";

/// What a shell says of a crash that it goes on after.
const CAUGHT: &str = "Error: Recovered in HandlePanic(): ";

/// Returns the function that crashed, without the path of its package, or nothing if there was no crash. A
/// shell of the engine tells the reason instead of the function.
pub fn function(text: &str) -> Option<String> {
    if let Some(reason) = text.lines().find_map(|line| line.strip_prefix(CAUGHT)) {
        return Some(reason.to_owned());
    }
    let start = text.lines().position(|line| line.starts_with("panic: ") || line.starts_with("fatal error: "))?;
    if text.contains(&format!("fatal error: {STACK_OVERFLOW}")) {
        return Some(STACK_OVERFLOW.to_owned());
    }
    let trace: Vec<&str> = text.lines().skip(start).skip_while(|line| !is_goroutine(line)).skip(1).collect();
    let first: Vec<&str> = trace.into_iter().take_while(|line| !line.is_empty()).collect();
    // A crash that is caught and let go again has frames of both above each other: the lowest `panic` is the first.
    let origin = first.iter().rposition(|line| line.starts_with("panic(")).unwrap_or(0);
    let frame = first.iter().skip(origin).find(|line| is_own(line));
    Some(frame.map_or_else(|| "panic".to_owned(), |frame| name(frame).to_owned()))
}

fn is_goroutine(line: &str) -> bool {
    line.starts_with("goroutine ") && line.ends_with(':')
}

/// Whether a line is a frame of the program, and not of the runtime or a line of source.
fn is_own(line: &str) -> bool {
    !line.starts_with(['\t', ' ']) && !line.starts_with("panic(") && !line.starts_with("runtime.")
}

/// Returns `package.Function` from `host/path/package.Function(arguments)`.
fn name(frame: &str) -> &str {
    let called = frame.rfind('(').and_then(|end| frame.get(..end)).unwrap_or(frame);
    called.rsplit('/').next().unwrap_or(called)
}

#[cfg(test)]
mod tests {
    use super::function;

    #[test]
    fn the_function_that_crashed_first_is_named() {
        let trace = "noise\npanic: runtime error: invalid memory address [recovered]\n\tpanic: again\n\
            goroutine 1 [running]:\n\
            panic({0x1, 0x2})\n\t/go/panic.go:1\nmain.recover()\n\t/x.go:1\npanic({0x1})\n\t/go/panic.go:1\n\
            runtime.panicmem(...)\n\t/go/panic.go:2\n\
            example.com/kit/pkg/form.(*schema).GetType(0x0)\n\t/form.go:3\nmain.main()\n\t/main.go:1\n\n\
            goroutine 2 [select]:\nother.Thing()\n";
        assert_eq!(function(trace).as_deref(), Some("form.(*schema).GetType"));
    }

    #[test]
    fn what_has_no_trace_is_a_crash_all_the_same_and_a_message_is_none() {
        assert_eq!(function("panic: help").as_deref(), Some("panic"));
        assert_eq!(
            function("runtime: goroutine stack exceeds\nfatal error: stack overflow\n").as_deref(),
            Some("stack overflow")
        );
        assert_eq!(function("Error: Recovered in HandlePanic(): no memory").as_deref(), Some("no memory"));
        assert_eq!(function("cannot find panic: here\nerror"), None);
    }
}

//! Programs that are started once and asked many times, for starting them takes longer than most answers.
//!
//! A request is a line of words parted by tabs. The answer is a line with a status and a number of bytes, and then as
//! many bytes; a status of 0 means that all is well. A program ends when its input does: at the latest when this
//! process ends, however it ends.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

/// One kind of program, of which as many run as threads have asked at the same time.
pub struct Serving {
    start: fn() -> Command,
    idle: Mutex<Vec<Program>>,
}

/// What a program answered.
#[derive(Debug)]
pub struct Answer {
    pub text: String,
    is_well: bool,
    /// What it printed beside the answer, where not all is well.
    beside: String,
}

impl Answer {
    /// The text, if all is well; else all that was said.
    pub fn well(self) -> Result<String, String> {
        if self.is_well { Ok(self.text) } else { Err(format!("{}{}", self.text, self.beside)) }
    }
}

impl Serving {
    pub const fn new(start: fn() -> Command) -> Serving {
        Serving { start, idle: Mutex::new(Vec::new()) }
    }

    /// Asks a program that has nothing to do, or a new one. Fails with what it said when it dies instead of answering.
    pub fn ask(&self, request: &[&str]) -> Answer {
        let idle = || self.idle.lock().expect("nobody fails while holding it");
        let waiting = idle().pop();
        let mut program = waiting.unwrap_or_else(|| Program::start((self.start)()));
        match program.ask(request) {
            Ok(answer) => {
                idle().push(program);
                answer
            }
            Err(error) => panic!("{request:?} was not answered ({error}): {}", program.end()),
        }
    }
}

/// A path as a word of a request.
pub fn word(path: &Path) -> &str {
    path.to_str().expect("the names of files here are UTF-8")
}

/// A program at work.
struct Program {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    /// Its standard error is a file: nobody has to empty that while an answer is awaited.
    beside: File,
}

impl Program {
    fn start(mut command: Command) -> Program {
        let beside = tempfile::tempfile().expect("a file");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(beside.try_clone().expect("a handle"));
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let (to, from) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        Program { child, to, from: BufReader::new(from), beside }
    }

    fn ask(&mut self, request: &[&str]) -> io::Result<Answer> {
        assert!(
            !request.iter().any(|word| word.contains(['\t', '\n', '\r'])),
            "{request:?} is not a line of words"
        );
        let said_before = self.beside.metadata()?.len();
        writeln!(self.to, "{}", request.join("\t"))?;
        let mut head = String::new();
        self.from.read_line(&mut head)?;
        let (status, length) =
            numbers(&head).ok_or_else(|| io::Error::other(format!("its head is {head:?}")))?;
        let mut text = vec![0; length];
        self.from.read_exact(&mut text)?;
        let text = String::from_utf8(text).map_err(io::Error::other)?;
        let is_well = status == 0;
        let beside = if is_well { String::new() } else { self.said_since(said_before) };
        Ok(Answer { text, is_well, beside })
    }

    /// What it printed on standard error from a place on.
    fn said_since(&mut self, place: u64) -> String {
        let mut said = Vec::new();
        let read = self.beside.seek(SeekFrom::Start(place)).and_then(|_| self.beside.read_to_end(&mut said));
        read.expect("a file that can be read");
        String::from_utf8_lossy(&said).into_owned()
    }

    /// Ends it, and tells how it ended and all that it ever printed on standard error.
    fn end(mut self) -> String {
        // It may have closed its output and live on.
        let _ = self.child.kill();
        let status = self.child.wait().expect("a child");
        format!("{status}\n{}", self.said_since(0))
    }
}

impl Drop for Program {
    /// One that failed a test is not left behind, whatever it is at.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The two numbers of a head.
fn numbers(head: &str) -> Option<(i32, usize)> {
    let (status, length) = head.strip_suffix('\n')?.split_once(' ')?;
    Some((status.parse().ok()?, length.parse().ok()?))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn one_program_answers_one_request_after_the_other() {
        static COUNTING: Serving = Serving::new(|| {
            shell(
                r#"n=0; while read -r line; do n=$((n + 1)); printf '0 %d\n%s' $((${#line} + 1)) "$n$line"; done"#,
            )
        });
        assert_eq!(COUNTING.ask(&["a", "b"]).well(), Ok("1a\tb".to_owned()));
        assert_eq!(COUNTING.ask(&["c"]).well(), Ok("2c".to_owned()));
    }

    #[test]
    fn what_is_not_well_is_told_with_what_was_printed_beside_it() {
        static GRUMBLING: Serving = Serving::new(|| {
            shell("while read -r line; do echo \"beside $line\" >&2; printf '1 5\\nwrong'; done")
        });
        assert_eq!(GRUMBLING.ask(&["one"]).well(), Err("wrongbeside one\n".to_owned()));
        assert_eq!(GRUMBLING.ask(&["two"]).well(), Err("wrongbeside two\n".to_owned()));
    }

    #[test]
    #[should_panic(expected = "out of memory")]
    fn a_program_that_dies_fails_the_test_with_what_it_said() {
        static DYING: Serving = Serving::new(|| shell("read -r line; echo 'out of memory' >&2; exit 3"));
        DYING.ask(&["check"]);
    }

    #[test]
    #[should_panic(expected = "half an answer")]
    fn a_program_that_dies_in_the_middle_of_an_answer_fails_the_test() {
        static DYING: Serving =
            Serving::new(|| shell("read -r line; printf '0 99\\nhalf'; echo 'half an answer' >&2; exit 3"));
        DYING.ask(&["check"]);
    }

    #[test]
    #[should_panic(expected = "never listened")]
    fn a_program_that_never_listens_fails_the_test() {
        static DEAF: Serving = Serving::new(|| shell("echo 'never listened' >&2; exit 3"));
        DEAF.ask(&["check"]);
    }
}

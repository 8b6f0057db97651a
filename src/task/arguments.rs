//! Arguments as Windows programs take their command line apart.

/// One line that `CommandLineToArgvW` and the C runtime split into exactly these arguments.
///
/// An argument with blanks, quotes, or nothing in it is quoted, and one with a variable, whose value may have blanks. A
/// backslash means itself but before a quote, where it is doubled. Source: Microsoft's description of
/// `CommandLineToArgvW`.
pub fn line(arguments: &[String]) -> String {
    arguments.iter().map(|argument| quoted(argument)).collect::<Vec<_>>().join(" ")
}

fn quoted(argument: &str) -> String {
    if !argument.is_empty() && !argument.contains([' ', '\t', '\n', '\u{b}', '"', '%']) {
        return argument.to_owned();
    }
    let mut text = String::from('"');
    let mut backslashes = 0;
    for c in argument.chars() {
        match c {
            '\\' => backslashes += 1,
            '"' => {
                text.extend(std::iter::repeat_n('\\', backslashes + 1));
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        text.push(c);
    }
    text.extend(std::iter::repeat_n('\\', backslashes));
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `CommandLineToArgvW` in our words, for what stands behind the program's name: 2n backslashes before a quote
    /// are n and the quote opens or closes; 2n + 1 are n and a quote; other backslashes are themselves.
    fn split(line: &str) -> Vec<String> {
        let mut chars = line.chars().peekable();
        let (mut found, mut current, mut inside) = (Vec::new(), None::<String>, false);
        while let Some(c) = chars.next() {
            match c {
                ' ' | '\t' if !inside => found.extend(current.take()),
                '\\' => {
                    let mut count = 1;
                    while chars.next_if_eq(&'\\').is_some() {
                        count += 1;
                    }
                    let text = current.get_or_insert_default();
                    if chars.peek() != Some(&'"') {
                        text.extend(std::iter::repeat_n('\\', count));
                        continue;
                    }
                    text.extend(std::iter::repeat_n('\\', count / 2));
                    if count % 2 == 1 {
                        chars.next();
                        text.push('"');
                    }
                }
                '"' => {
                    current.get_or_insert_default();
                    inside = !inside;
                }
                c => current.get_or_insert_default().push(c),
            }
        }
        found.extend(current);
        found
    }

    #[test]
    fn what_needs_no_quotes_has_none() {
        let arguments = ["run", "--config", r"\\server\share\f.toml", r"C:\My Files\", "", r#"a"b"#];
        let expected = r#"run --config \\server\share\f.toml "C:\My Files\\" "" "a\"b""#;
        assert_eq!(line(&arguments.map(str::to_owned)), expected);
    }

    proptest! {
        #[test]
        fn windows_reads_the_arguments_that_were_meant(
            arguments in proptest::collection::vec(r#"[ab "\\\t&<é😀]{0,12}|\PC{0,8}"#, 0..6),
        ) {
            prop_assert_eq!(split(&line(&arguments)), arguments);
        }
    }
}

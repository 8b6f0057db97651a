//! A multipart form with one file, as a reader whose length is known before it is read.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};

/// The form around a file's content.
pub(super) struct Form<'a> {
    file: &'a File,
    file_len: u64,
    head: String,
    tail: String,
    boundary: String,
}

impl<'a> Form<'a> {
    /// `sha256` is that of the content, which cannot hold it: so it makes a boundary that does not occur.
    pub(super) fn new(field: &str, name: &str, file: &'a File, file_len: u64, sha256: &str) -> Form<'a> {
        let digits: String = sha256.chars().filter(char::is_ascii_hexdigit).take(40).collect();
        let boundary = format!("factulink-{digits}");
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n",
            quoted(field),
            quoted(name)
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        Form { file, file_len, head, tail, boundary }
    }

    pub(super) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    pub(super) fn len(&self) -> u64 {
        let around = self.head.len().saturating_add(self.tail.len());
        self.file_len.saturating_add(u64::try_from(around).unwrap_or(u64::MAX))
    }

    /// Reads from the beginning, as often as it is sent.
    pub(super) fn reader(&self) -> io::Result<impl Read + use<'_>> {
        let mut file = self.file;
        file.rewind()?;
        let content = exactly(file, self.file_len);
        Ok(Cursor::new(self.head.as_bytes()).chain(content).chain(Cursor::new(self.tail.as_bytes())))
    }
}

/// A value between quotes, as browsers write it.
fn quoted(value: &str) -> String {
    value.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// So many bytes of a reader.
pub(super) fn exactly<R: Read>(reader: R, len: u64) -> impl Read {
    Exactly { inner: reader.take(len), left: len }
}

/// A reader that has so many bytes, or fails: a body that ends early would leave the other side waiting for ever.
struct Exactly<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Exactly<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if read == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file is shorter than it was"));
        }
        self.left = self.left.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn file(content: &[u8]) -> File {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(content).expect("written");
        file
    }

    fn all(form: &Form<'_>) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        form.reader()?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn a_form_is_as_long_as_it_says_and_can_be_read_twice() {
        let file = file(b"a;b\r\n1;2\r\n");
        let form = Form::new("file", "500.csv", &file, 10, "00ff");
        let bytes = all(&form).expect("a form");
        assert_eq!(form.len(), u64::try_from(bytes.len()).expect("a length"));
        assert_eq!(bytes, all(&form).expect("the same form"));
        let expected = "--factulink-00ff\r\nContent-Disposition: form-data; name=\"file\"; filename=\"500.csv\"\r\n\
            Content-Type: application/octet-stream\r\n\r\na;b\r\n1;2\r\n\r\n--factulink-00ff--\r\n";
        assert_eq!(String::from_utf8(bytes).expect("text"), expected);
    }

    #[test]
    fn a_file_that_became_shorter_fails_instead_of_waiting() {
        let file = file(b"abc");
        let error = all(&Form::new("file", "x", &file, 4, "00")).expect_err("shorter");
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn a_file_that_grew_is_sent_as_it_was() {
        let file = file(b"abcdef");
        let form = Form::new("file", "x", &file, 3, "00");
        let bytes = all(&form).expect("a form");
        assert_eq!(form.len(), u64::try_from(bytes.len()).expect("a length"));
        assert!(!bytes.windows(4).any(|window| window == b"abcd"));
    }

    #[test]
    fn names_cannot_break_out_of_their_quotes() {
        let file = file(b"");
        let form = Form::new("f\"; x=\"y", "a\"\r\nX-Evil: 1\r\n\r\n.csv", &file, 0, "00");
        let bytes = String::from_utf8(all(&form).expect("a form")).expect("text");
        assert!(bytes.contains("filename=\"a%22%0D%0AX-Evil: 1%0D%0A%0D%0A.csv\""), "{bytes}");
        assert_eq!(bytes.matches("\r\n\r\n").count(), 1);
    }
}

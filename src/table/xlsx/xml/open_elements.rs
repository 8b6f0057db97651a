//! Which elements are open: what an end tag is held to.

use super::malformed;
use crate::table::error::TableFault;

const DEPTH_MAX: usize = 64;
const NAME_MAX: usize = 256;

/// The names of the elements that are open, the innermost last.
#[derive(Debug, Default)]
pub(super) struct OpenElements {
    names: Vec<u8>,
    starts: Vec<usize>,
}

impl OpenElements {
    pub(super) fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    pub(super) fn push(&mut self, name: &[u8]) -> Result<(), TableFault> {
        if name.is_empty() || name.len() > NAME_MAX {
            return Err(malformed("a tag without a name"));
        }
        if self.starts.len() == DEPTH_MAX {
            return Err(malformed("elements nested too deep"));
        }
        self.starts.push(self.names.len());
        self.names.extend_from_slice(name);
        Ok(())
    }

    pub(super) fn pop(&mut self) {
        let start = self.starts.pop().unwrap_or_default();
        self.names.truncate(start);
    }

    pub(super) fn close(&mut self, name: &[u8]) -> Result<(), TableFault> {
        let open = self.starts.last().and_then(|start| self.names.get(*start..));
        if open != Some(name.trim_ascii_end()) {
            return Err(malformed("an end tag closes what is not open"));
        }
        self.pop();
        Ok(())
    }
}

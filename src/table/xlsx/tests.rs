//! Small workbooks, made here part by part.

mod archives;
mod cells;
mod dates_and_formats;
mod made;
mod packages;
mod rows;
mod texts;

use crate::table::fuzzing;
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_bytes_are_parts_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        fuzzing::workbook_parts(&bytes);
    }

    #[test]
    fn any_tokens_are_parts_or_refused(
        pieces in proptest::collection::vec(
            prop::sample::select(vec![
                "<sheetData>", "</sheetData>", "<row>", "<row r='2'>", "</row>", "<c>", "<c r='B2' t='s'>", "<c t='str'>", "</c>",
                "<v>", "</v>", "<v/>", "7", "-1.5e3", "<is>", "</is>", "<t>", "</t>", "<si>", "</si>", "<r>", "</r>", "<f/>", "&lt;",
                "<cellXfs>", "</cellXfs>", "<xf numFmtId='14'/>", "<sheets>", "</sheets>", "<sheet name='a' r:id='b'/>",
                "<Relationship Id='b' Type='/worksheet' Target='../c'/>",
            ]),
            0..25,
        )
    ) {
        for root in ["worksheet", "sst", "styleSheet", "workbook", "Relationships"] {
            fuzzing::workbook_parts(format!("<{root}>{}</{root}>", pieces.concat()).as_bytes());
        }
    }

    #[test]
    fn a_workbook_with_any_bytes_changed_is_read_or_refused(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = made::Book::with_rows("<row><c t='s'><v>0</v></c><c><v>1</v></c></row>").strings("<si><t>a</t></si>").bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        fuzzing::workbook(&bytes);
        fuzzing::workbook(&bytes[..cut.index(bytes.len())]);
    }
}

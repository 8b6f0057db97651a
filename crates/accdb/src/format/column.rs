//! What a column is: its type, and how its values are stored.

/// A sort order of text, as it stands in the header and in each text column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SortOrder {
    /// The language, as Windows numbers it (LCID).
    pub lcid: u16,
    /// Which of several orders of the language: 0, but for the German telephone book and the like.
    pub sort_id: u8,
    /// The version of the order: 0 up to Access 2007, 1 from Access 2010 on.
    pub version: u8,
}

impl SortOrder {
    /// General, the default of Access 2010 and later.
    pub const GENERAL: SortOrder = SortOrder { lcid: 0x0409, sort_id: 0, version: 1 };
    /// General Legacy, the default of Access 2007.
    pub const GENERAL_LEGACY: SortOrder = SortOrder { lcid: 0x0409, sort_id: 0, version: 0 };
    /// Modern Spanish, what an Access in Spanish gives its files, those of later versions too: General Legacy with ñ
    /// as a letter of its own.
    pub const SPANISH: SortOrder = SortOrder { lcid: 0x0C0A, sort_id: 0, version: 0 };

    /// Whether the keys of all texts in this order are known. In another one an index is sought and written as far as
    /// its characters are known, or the entries of the file's own indexes prove them.
    pub fn is_known(self) -> bool {
        [SortOrder::GENERAL, SortOrder::GENERAL_LEGACY, SortOrder::SPANISH].contains(&self)
    }

    pub(crate) fn from_bytes([low, high, sort_id, version]: [u8; 4]) -> SortOrder {
        SortOrder { lcid: u16::from_le_bytes([low, high]), sort_id, version }
    }

    pub(crate) fn to_bytes(self) -> [u8; 4] {
        let [low, high] = self.lcid.to_le_bytes();
        [low, high, self.sort_id, self.version]
    }
}

impl std::fmt::Display for SortOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            SortOrder::GENERAL => f.write_str("General"),
            SortOrder::GENERAL_LEGACY => f.write_str("General Legacy"),
            SortOrder::SPANISH => f.write_str("Spanish"),
            SortOrder { lcid, sort_id: 0, version } => write!(f, "{lcid} (version {version})"),
            SortOrder { lcid, sort_id, version } => write!(f, "{lcid}, sort {sort_id} (version {version})"),
        }
    }
}

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// True or false; never null.
    Boolean,
    /// A whole number of 0 to 255.
    Byte,
    /// A whole number of 16 bits, signed.
    Integer,
    /// A whole number of 32 bits, signed.
    Long,
    /// A decimal with four places, exact.
    Currency,
    /// A binary fraction of 32 bits.
    Single,
    /// A binary fraction of 64 bits.
    Double,
    /// A date and time, without a zone.
    DateTime,
    /// Up to 510 bytes.
    Binary,
    /// Up to 255 characters (UTF-16 units).
    Text,
    /// Bytes of any number.
    Ole,
    /// A text of any length.
    Memo,
    /// A GUID.
    Guid,
    /// A decimal, exact.
    Decimal {
        /// Digits in all, 1 to 28.
        precision: u8,
        /// Digits after the point.
        scale: u8,
    },
    /// Attachments, several values, or a history of them: rows of a hidden table.
    Complex,
    /// A whole number of 64 bits, signed (Access 2016).
    BigInt,
    /// A date and time to 100 nanoseconds (Access 2019).
    DateTimeExtended,
    /// A code this engine does not know: read as raw bytes, never written.
    Unknown(u8),
}

impl ColumnType {
    /// What messages call it.
    pub fn name(self) -> &'static str {
        match self {
            ColumnType::Boolean => "boolean",
            ColumnType::Byte => "byte",
            ColumnType::Integer => "integer",
            ColumnType::Long => "long",
            ColumnType::Currency => "currency",
            ColumnType::Single => "single",
            ColumnType::Double => "double",
            ColumnType::DateTime => "date/time",
            ColumnType::Binary => "binary",
            ColumnType::Text => "text",
            ColumnType::Ole => "OLE",
            ColumnType::Memo => "memo",
            ColumnType::Guid => "GUID",
            ColumnType::Decimal { .. } => "decimal",
            ColumnType::Complex => "complex",
            ColumnType::BigInt => "bigint",
            ColumnType::DateTimeExtended => "date/time extended",
            ColumnType::Unknown(_) => "unknown",
        }
    }

    /// The type that a code of the file stands for. `extra0` and `extra1` are the first bytes of the field that holds
    /// the precision and scale of a decimal.
    pub(crate) fn from_code(code: u8, extra0: u8, extra1: u8) -> ColumnType {
        match code {
            0x01 => ColumnType::Boolean,
            0x02 => ColumnType::Byte,
            0x03 => ColumnType::Integer,
            0x04 => ColumnType::Long,
            0x05 => ColumnType::Currency,
            0x06 => ColumnType::Single,
            0x07 => ColumnType::Double,
            0x08 => ColumnType::DateTime,
            0x09 => ColumnType::Binary,
            0x0A => ColumnType::Text,
            0x0B => ColumnType::Ole,
            0x0C => ColumnType::Memo,
            0x0F => ColumnType::Guid,
            0x10 => ColumnType::Decimal { precision: extra0, scale: extra1 },
            0x12 => ColumnType::Complex,
            0x13 => ColumnType::BigInt,
            0x14 => ColumnType::DateTimeExtended,
            other => ColumnType::Unknown(other),
        }
    }

    /// The code that stands for the type in the file.
    pub(crate) fn code(self) -> u8 {
        match self {
            ColumnType::Boolean => 0x01,
            ColumnType::Byte => 0x02,
            ColumnType::Integer => 0x03,
            ColumnType::Long => 0x04,
            ColumnType::Currency => 0x05,
            ColumnType::Single => 0x06,
            ColumnType::Double => 0x07,
            ColumnType::DateTime => 0x08,
            ColumnType::Binary => 0x09,
            ColumnType::Text => 0x0A,
            ColumnType::Ole => 0x0B,
            ColumnType::Memo => 0x0C,
            ColumnType::Guid => 0x0F,
            ColumnType::Decimal { .. } => 0x10,
            ColumnType::Complex => 0x12,
            ColumnType::BigInt => 0x13,
            ColumnType::DateTimeExtended => 0x14,
            ColumnType::Unknown(code) => code,
        }
    }

    /// Bytes of a value, where every value of the type has the same; the length field of a boolean is 1 though its
    /// value is a bit.
    pub(crate) fn size(self) -> Option<u16> {
        match self {
            ColumnType::Boolean | ColumnType::Byte => Some(1),
            ColumnType::Integer => Some(2),
            ColumnType::Long | ColumnType::Single | ColumnType::Complex => Some(4),
            ColumnType::Currency | ColumnType::Double | ColumnType::DateTime | ColumnType::BigInt => Some(8),
            ColumnType::Guid => Some(16),
            ColumnType::Decimal { .. } => Some(17),
            ColumnType::DateTimeExtended => Some(42),
            ColumnType::Binary
            | ColumnType::Text
            | ColumnType::Ole
            | ColumnType::Memo
            | ColumnType::Unknown(_) => None,
        }
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Its name, in the letter case it was given.
    pub name: String,
    /// What it holds.
    pub column_type: ColumnType,
    /// Its bit in the null mask.
    pub(crate) number: u16,
    /// Index into the row's offset table; meaningless for fixed columns.
    pub(crate) variable_slot: u16,
    /// Offset in the fixed area; meaningless for variable columns.
    pub(crate) fixed_offset: u16,
    /// Longest value in bytes; 0 for memo and OLE.
    pub(crate) length: u16,
    /// Stored in the fixed area.
    pub(crate) fixed: bool,
    /// Long autonumber.
    pub autonumber: bool,
    /// GUID autonumber.
    pub autonumber_guid: bool,
    /// Texts are stored compressed where that is shorter.
    pub compressed: bool,
    /// The value is computed by Access; read only.
    pub calculated: bool,
    /// For text and memo.
    pub sort_order: SortOrder,
    /// Nulls are refused. Like the three below it comes from the properties of the table, where it may be absent.
    pub required: bool,
    /// A text may be empty.
    pub zero_length: bool,
    /// What a row gets where nothing is given: an expression, as Access writes it.
    pub default: Option<String>,
    /// What a value has to fulfil: an expression, as Access writes it.
    pub validation: Option<String>,
}

impl Column {
    #[cfg(any(test, feature = "described"))]
    /// A column that belongs to no file: of data that is reached in another way. `size` counts the characters of a
    /// text.
    pub fn described(name: &str, column_type: ColumnType, size: u16) -> Column {
        Column {
            name: name.to_owned(),
            column_type,
            number: 0,
            variable_slot: 0,
            fixed_offset: 0,
            length: if column_type == ColumnType::Text { size.saturating_mul(2) } else { 0 },
            fixed: false,
            autonumber: false,
            autonumber_guid: false,
            compressed: false,
            calculated: false,
            sort_order: SortOrder::GENERAL,
            required: false,
            zero_length: true,
            default: None,
            validation: None,
        }
    }

    /// Bytes that the column takes in the fixed area of a row.
    pub(crate) fn fixed_length(&self) -> u16 {
        self.column_type.size().unwrap_or(self.length)
    }

    /// Whether its texts or bytes all have the length of the column (`CHAR(5)` in SQL). A shorter text is stored with
    /// blanks behind it, and so it is read.
    pub fn is_fixed_length(&self) -> bool {
        self.fixed && matches!(self.column_type, ColumnType::Text | ColumnType::Binary)
    }

    /// Characters a text column takes, bytes a binary one takes.
    pub fn size(&self) -> usize {
        match self.column_type {
            ColumnType::Text => usize::from(self.length) / 2,
            _ => usize::from(self.length),
        }
    }
}

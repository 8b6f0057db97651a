//! The reading task done with the Python package access-parser, which parses a table as a whole.

/// Prints the number of values of a table: the file, then the table.
pub const SCAN: &str = "
import sys, access_parser
table = access_parser.AccessParser(sys.argv[1]).parse_table(sys.argv[2])
print(sum(len(column) for column in table.values()))
";

/// Does nothing but open a file.
pub const OPEN: &str = "
import sys, access_parser
access_parser.AccessParser(sys.argv[1])
";

package factulink.jackcess;

import com.healthmarketscience.jackcess.Column;
import com.healthmarketscience.jackcess.Cursor;
import com.healthmarketscience.jackcess.CursorBuilder;
import com.healthmarketscience.jackcess.Database;
import com.healthmarketscience.jackcess.Row;
import com.healthmarketscience.jackcess.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Writes tables as JSON lines: one object with the table's name and columns, then one array for each row. */
final class Dump {
    static boolean tables(Path file, List<String> names, PrintStream out) throws IOException {
        try (Database database = Databases.forReading(file)) {
            for (Table table : Databases.allTables(database)) {
                if (names.isEmpty() || names.contains(table.getName())) {
                    table(table, out);
                }
            }
        }
        return true;
    }

    private static void table(Table table, PrintStream out) throws IOException {
        out.println(heading(table));
        Cursor cursor = CursorBuilder.createCursor(table);
        StringBuilder line = new StringBuilder();
        for (Row row = cursor.getNextRow(); row != null; row = cursor.getNextRow()) {
            line.setLength(0);
            char separator = '[';
            for (Column column : table.getColumns()) {
                line.append(separator);
                Canonical.write(column, row.get(column.getName()), line);
                separator = ',';
            }
            out.println(line.append(']'));
        }
    }

    private static StringBuilder heading(Table table) {
        StringBuilder line = new StringBuilder("{\"table\":");
        Canonical.text(table.getName(), line);
        line.append(",\"columns\":");
        char separator = '[';
        for (Column column : table.getColumns()) {
            line.append(separator);
            Canonical.text(column.getName(), line);
            separator = ',';
        }
        return line.append("]}");
    }

    private Dump() {}
}

package factulink.jackcess;

import com.healthmarketscience.jackcess.Cursor;
import com.healthmarketscience.jackcess.CursorBuilder;
import com.healthmarketscience.jackcess.Database;
import com.healthmarketscience.jackcess.Row;
import com.healthmarketscience.jackcess.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Adds rows of its own to a copy of a file, then reads the copy from end to end. */
final class Insert {
    static boolean intoCopy(Path file, Path copy, int count, List<String> names, PrintStream out) throws IOException {
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        copy.toFile().setWritable(true);
        int inserted = 0;
        boolean sound = true;
        try (Database database = Databases.forWriting(copy)) {
            for (Table table : Databases.userTables(database)) {
                boolean asked = names.isEmpty() || names.contains(table.getName());
                if (asked && !table.getIndexes().stream().allMatch(IndexWalk::keysAreKnown)) {
                    out.println(table.getName() + ": skipped, for Jackcess cannot make the keys of its indexes");
                } else if (asked) {
                    sound &= rows(table, count, out);
                    inserted += count;
                }
            }
        }
        out.printf("%s: %d rows inserted%n", copy, inserted);
        return Check.file(copy, out) && sound;
    }

    private static boolean rows(Table table, int count, PrintStream out) throws IOException {
        // The count of the definition may be off in files of Access.
        int before = scanned(table);
        OwnRow own = OwnRow.modelledOn(table);
        for (int nth = 1; nth <= count; nth++) {
            table.addRow(own.values(nth));
        }
        if (scanned(table) != before + count) {
            out.println(table.getName() + ": " + scanned(table) + " rows after adding " + count + " to " + before);
            return false;
        }
        return true;
    }

    private static int scanned(Table table) throws IOException {
        int rows = 0;
        Cursor cursor = CursorBuilder.createCursor(table);
        List<String> first = List.of(table.getColumns().get(0).getName());
        for (Row row = cursor.getNextRow(first); row != null; row = cursor.getNextRow(first)) {
            rows++;
        }
        return rows;
    }

    private Insert() {}
}

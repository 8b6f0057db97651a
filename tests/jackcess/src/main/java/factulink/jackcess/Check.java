package factulink.jackcess;

import com.healthmarketscience.jackcess.Cursor;
import com.healthmarketscience.jackcess.CursorBuilder;
import com.healthmarketscience.jackcess.Database;
import com.healthmarketscience.jackcess.Index;
import com.healthmarketscience.jackcess.Row;
import com.healthmarketscience.jackcess.RowId;
import com.healthmarketscience.jackcess.Table;
import com.healthmarketscience.jackcess.impl.IndexData;
import com.healthmarketscience.jackcess.impl.IndexImpl;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads files from end to end: every row of every table, and every index against its table. */
final class Check {
    private int tables;
    private int indexes;
    private long rows;
    private final List<String> findings = new ArrayList<>();

    /** Checks each file and prints one line of counts for it, and one for each difference. */
    static boolean files(List<String> files, PrintStream out) {
        boolean sound = true;
        for (String file : files) {
            sound &= file(Path.of(file), out);
        }
        return sound;
    }

    static boolean file(Path file, PrintStream out) {
        Check check = new Check();
        try (Database database = Databases.forReading(file)) {
            for (Table table : Databases.allTables(database)) {
                check.table(table);
            }
        } catch (IOException | RuntimeException error) {
            check.findings.add("cannot be read: " + error);
        }
        check.findings.forEach(finding -> out.println(file + ": " + finding));
        out.printf("%s: %d tables, %d rows, %d indexes, %d differences%n",
            file, check.tables, check.rows, check.indexes, check.findings.size());
        return check.findings.isEmpty();
    }

    private void table(Table table) throws IOException {
        Map<RowId, Row> scanned = scan(table);
        tables++;
        rows += scanned.size();
        if (scanned.size() != table.getRowCount()) {
            findings.add(table.getName() + ": " + scanned.size() + " rows, the header counts " + table.getRowCount());
        }
        Set<IndexData> walked = new HashSet<>();
        for (Index index : table.getIndexes()) {
            if (walked.add(((IndexImpl) index).getIndexData())) {
                index(index, scanned);
            }
        }
    }

    private void index(Index index, Map<RowId, Row> scanned) throws IOException {
        indexes++;
        for (String difference : IndexWalk.differences(index, scanned)) {
            findings.add(index.getTable().getName() + "." + index.getName() + ": " + difference);
        }
    }

    /** Every row, whole, so that each value is decoded once; only the columns of indexes are kept. */
    private static Map<RowId, Row> scan(Table table) throws IOException {
        Set<String> keyed = new TreeSet<>();
        for (Index index : table.getIndexes()) {
            index.getColumns().forEach(column -> keyed.add(column.getName()));
        }
        Map<RowId, Row> scanned = new LinkedHashMap<>();
        Cursor cursor = CursorBuilder.createCursor(table);
        for (Row row = cursor.getNextRow(); row != null; row = cursor.getNextRow()) {
            row.keySet().retainAll(keyed);
            scanned.put(row.getId(), row);
        }
        return scanned;
    }
}

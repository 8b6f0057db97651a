package factulink.jackcess;

import com.healthmarketscience.jackcess.Cursor;
import com.healthmarketscience.jackcess.CursorBuilder;
import com.healthmarketscience.jackcess.Database;
import com.healthmarketscience.jackcess.IndexCursor;
import com.healthmarketscience.jackcess.Row;
import com.healthmarketscience.jackcess.Table;
import com.healthmarketscience.jackcess.impl.IndexData;
import com.healthmarketscience.jackcess.impl.IndexImpl;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** The reading tasks of the benches, each done several times in one process: the first is cold, the last warm. */
final class Bench {
    /** Enough for the virtual machine to have compiled what it runs. */
    private static final int SCANS = 5;
    private static final int SEEKS = 300;
    /** A whole process is measured with {@code -Dfactulink.once}, so that it does the task only once. */
    private static final boolean ONCE = Boolean.getBoolean("factulink.once");

    /** One thing that is timed; it answers with a count that the benches compare between the peers. */
    private interface Task {
        long run(Database database) throws IOException;
    }

    static boolean scan(Path file, String table, PrintStream out) throws IOException {
        return timed(file, SCANS, out, database -> everyColumn(database.getTable(table)));
    }

    static boolean newest(Path file, String series, int count, PrintStream out) throws IOException {
        return timed(file, SEEKS, out, database -> newestOrders(database, series, count));
    }

    /** One order with its lines, by the keys of both tables; on request the file is opened anew each time. */
    static boolean seek(Path file, String series, int number, boolean opening, PrintStream out) throws IOException {
        if (!opening) {
            return timed(file, SEEKS, out, database -> oneOrder(database, series, number));
        }
        for (int nth = 1; nth <= SEEKS; nth++) {
            long start = System.nanoTime();
            long count;
            try (Database database = Databases.forReading(file)) {
                count = oneOrder(database, series, number);
            }
            out.printf("%d %.6f%n", count, (System.nanoTime() - start) / 1e9);
        }
        return true;
    }

    private static long oneOrder(Database database, String series, int number) throws IOException {
        Table headers = database.getTable("F_PCL");
        Table lines = database.getTable("F_LPC");
        IndexCursor headerCursor = CursorBuilder.createCursor(headers.getPrimaryKeyIndex());
        IndexCursor lineCursor = CursorBuilder.createCursor(lines.getPrimaryKeyIndex());
        long rows = 0;
        for (Row header : headerCursor.newEntryIterable(series, number)) {
            rows += header.isEmpty() ? 0 : 1;
        }
        for (Row line : lineCursor.newEntryIterable(series, number)) {
            rows += line.isEmpty() ? 0 : 1;
        }
        return rows;
    }

    private static boolean timed(Path file, int repeats, PrintStream out, Task task) throws IOException {
        try (Database database = Databases.forReading(file)) {
            for (int nth = 1; nth <= (ONCE ? 1 : repeats); nth++) {
                long start = System.nanoTime();
                long count = task.run(database);
                out.printf("%d %.6f%n", count, (System.nanoTime() - start) / 1e9);
            }
        }
        return true;
    }

    private static long everyColumn(Table table) throws IOException {
        long values = 0;
        Cursor cursor = CursorBuilder.createCursor(table);
        for (Row row = cursor.getNextRow(); row != null; row = cursor.getNextRow()) {
            values += row.size();
        }
        return values;
    }

    /** From the last entry of the series in the key of the headers downwards, each with its lines by their own key. */
    private static long newestOrders(Database database, String series, int count) throws IOException {
        Table headers = database.getTable("F_PCL");
        Table lines = database.getTable("F_LPC");
        IndexImpl key = (IndexImpl) headers.getPrimaryKeyIndex();
        Cursor cursor = new CursorBuilder(headers).setIndex(key)
            .setStartRow(key.constructPartialIndexRowFromEntry(IndexData.MIN_VALUE, series))
            .setEndRow(key.constructPartialIndexRowFromEntry(IndexData.MAX_VALUE, series)).toCursor();
        IndexCursor lineCursor = CursorBuilder.createCursor(lines.getPrimaryKeyIndex());
        cursor.afterLast();
        long rows = 0;
        for (int nth = 0; nth < count; nth++) {
            Row header = cursor.getPreviousRow();
            if (header == null) {
                break;
            }
            rows++;
            for (Row line : lineCursor.newEntryIterable(series, header.get("CODPCL"))) {
                rows += line.isEmpty() ? 0 : 1;
            }
        }
        return rows;
    }

    private Bench() {}
}

package factulink.jackcess;

import com.healthmarketscience.jackcess.Column;
import com.healthmarketscience.jackcess.Database;
import com.healthmarketscience.jackcess.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Fills the supplier orders of a file in large batches, without syncing: the way in which Jackcess is fastest.
 *
 * <p>The rows have a value in every column, as those of the program have, and texts of about the same length.
 */
final class Load {
    private static final int BATCH = 5_000;
    private static final LocalDateTime DAY = LocalDateTime.of(2026, 3, 12, 0, 0);

    /** Fills one file after the other: the first is cold, the last warm. */
    static boolean orders(List<Path> files, int headers, int lines, PrintStream out) throws IOException {
        for (Path file : files) {
            orders(file, headers, lines, out);
        }
        return true;
    }

    private static void orders(Path file, int headers, int lines, PrintStream out) throws IOException {
        long start = System.nanoTime();
        int each = lines / headers;
        try (Database database = Databases.forWriting(file)) {
            fill(database.getTable("F_PPR"), headers, nth -> header(nth + 1));
            fill(database.getTable("F_LPP"), headers * each, nth -> line(nth / each + 1, nth % each + 1));
        }
        out.printf("%d %.6f%n", headers + headers * each, (System.nanoTime() - start) / 1e9);
    }

    private interface Rows {
        Map<String, Object> row(int nth);
    }

    private static void fill(Table table, int count, Rows rows) throws IOException {
        List<Object[]> batch = new ArrayList<>(BATCH);
        for (int nth = 0; nth < count; nth++) {
            batch.add(values(table, rows.row(nth)));
            if (batch.size() == BATCH || nth + 1 == count) {
                table.addRows(batch);
                batch.clear();
            }
        }
    }

    private static Object[] values(Table table, Map<String, Object> given) {
        return table.getColumns().stream()
            .map(column -> given.getOrDefault(column.getName(), plain(column))).toArray();
    }

    private static Map<String, Object> header(int number) {
        return Map.of("TIPPPR", "7", "CODPPR", number, "REFPPR", String.format("FL duofic/2026 1-%06d", number),
            "FECPPR", DAY, "PROPPR", 12, "PNOPPR", "Suministros Centrales del Papel, S.L.",
            "PDOPPR", "Calle de la Industria 14, nave 3", "NET1PPR", BigDecimal.valueOf(242),
            "TOTPPR", BigDecimal.valueOf(387.10), "OB1PPR", String.format("Pedido duofic 1-%06d", number));
    }

    private static Map<String, Object> line(int number, int position) {
        BigDecimal quantity = BigDecimal.valueOf(position * 2L);
        return Map.of("TIPLPP", "7", "CODLPP", number, "POSLPP", position,
            "ARTLPP", String.format("OFI-%05d", (number * 7 + position * 31) % 300),
            "DESLPP", "Papel multifunción A4 80 g, paquete de 500 hojas", "CANLPP", quantity,
            "PRELPP", BigDecimal.valueOf(18.45), "TOTLPP", BigDecimal.valueOf(166.05), "PENLPP", quantity);
    }

    /** Never null, as the program that owns these files has it: an empty text, a zero, or the day that means none. */
    private static Object plain(Column column) {
        return switch (column.getType()) {
            case TEXT, MEMO -> "";
            case SHORT_DATE_TIME -> LocalDateTime.of(1900, 1, 1, 0, 0);
            default -> 0;
        };
    }

    private Load() {}
}

package factulink.jackcess;

import com.healthmarketscience.jackcess.Column;
import com.healthmarketscience.jackcess.Cursor;
import com.healthmarketscience.jackcess.CursorBuilder;
import com.healthmarketscience.jackcess.DataType;
import com.healthmarketscience.jackcess.Index;
import com.healthmarketscience.jackcess.Row;
import com.healthmarketscience.jackcess.Table;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes new rows for a table: the last row once more, with other values in the columns that must not repeat.
 *
 * <p>Numbers and dates go above the greatest of the column, texts become a running number behind {@code "#"}.
 */
final class OwnRow {
    private final Table table;
    private final Row model;
    private final Set<String> distinct;
    private final Map<String, Object> greatest;

    private OwnRow(Table table, Row model, Set<String> distinct, Map<String, Object> greatest) {
        this.table = table;
        this.model = model;
        this.distinct = distinct;
        this.greatest = greatest;
    }

    static OwnRow modelledOn(Table table) throws IOException {
        Set<String> distinct = new HashSet<>();
        for (Index index : table.getIndexes()) {
            if (index.isUnique()) {
                distinct.add(mostVaried(table, index).getName());
            }
        }
        Row last = null;
        Map<String, Object> greatest = new HashMap<>();
        Cursor cursor = CursorBuilder.createCursor(table);
        for (Row row = cursor.getNextRow(); row != null; row = cursor.getNextRow()) {
            last = row;
            for (String name : distinct) {
                greatest.merge(name, orZero(row.get(name)), OwnRow::greater);
            }
        }
        return new OwnRow(table, last, distinct, greatest);
    }

    /** The values of the nth new row, in the order of the table's columns. */
    Object[] values(int nth) {
        List<? extends Column> columns = table.getColumns();
        return columns.stream().map(column -> filled(column, value(column, nth))).toArray();
    }

    /** A text of fixed length has to have it: its blanks are the writer's. */
    private static Object filled(Column column, Object value) {
        boolean fixed = column.getType() == DataType.TEXT && !column.isVariableLength();
        return fixed && value instanceof String text
            ? text + " ".repeat(column.getLengthInUnits() - text.length()) : value;
    }

    private Object value(Column column, int nth) {
        if (column.isAutoNumber() || column.getType() == DataType.COMPLEX_TYPE) {
            return Column.AUTO_NUMBER;
        }
        if (column.isCalculated()) {
            return null;
        }
        if (distinct.contains(column.getName())) {
            return above(column, nth);
        }
        Object value = model == null ? null : model.get(column.getName());
        return value == null ? plain(column) : value;
    }

    private Object above(Column column, int nth) {
        Object top = greatest.getOrDefault(column.getName(), 0);
        return switch (column.getType()) {
            case TEXT, MEMO -> text(column, nth);
            case SHORT_DATE_TIME, EXT_DATE_TIME -> (top instanceof LocalDateTime date ? date
                : LocalDateTime.of(2026, 1, 1, 0, 0)).plusMinutes(nth);
            case BINARY -> new byte[] {(byte) 0xF1, (byte) (nth >> 8), (byte) nth};
            case GUID -> String.format("{F1F1F1F1-0000-0000-0000-%012X}", nth);
            case MONEY, NUMERIC -> (top instanceof BigDecimal number ? number : BigDecimal.ZERO)
                .add(BigDecimal.valueOf(nth));
            case FLOAT, DOUBLE -> ((Number) top).doubleValue() + nth;
            case BOOLEAN -> true;
            default -> ((Number) top).longValue() + nth;
        };
    }

    /** A short column takes few digits; base 36 stretches them. */
    private static String text(Column column, int nth) {
        String digits = Integer.toString(nth, Character.MAX_RADIX).toUpperCase();
        boolean marked = column.getType() == DataType.MEMO || digits.length() < column.getLengthInUnits();
        return marked ? "#" + digits : digits;
    }

    private static Object plain(Column column) {
        return switch (column.getType()) {
            case TEXT -> "é";
            case MEMO -> "Añadido por otro programa";
            case SHORT_DATE_TIME, EXT_DATE_TIME -> LocalDateTime.of(1900, 1, 1, 0, 0);
            case BINARY, OLE -> new byte[] {1};
            case GUID -> "{00000000-0000-0000-0000-000000000001}";
            case BOOLEAN -> false;
            default -> 1;
        };
    }

    /** Of the columns of a unique index the one that takes most values, so that there is room above the greatest. */
    private static Column mostVaried(Table table, Index index) {
        return index.getColumns().stream().map(column -> table.getColumn(column.getName()))
            .max((one, other) -> Integer.compare(room(one), room(other))).orElseThrow();
    }

    private static int room(Column column) {
        return switch (column.getType()) {
            case BOOLEAN -> 0;
            case BYTE -> 1;
            case TEXT -> Math.min(column.getLengthInUnits(), 4);
            case INT -> 5;
            default -> 6;
        };
    }

    private static Object orZero(Object value) {
        return value == null ? 0 : value;
    }

    @SuppressWarnings("unchecked")
    private static Object greater(Object one, Object other) {
        boolean comparable = one instanceof Comparable && one.getClass() == other.getClass();
        return comparable && ((Comparable<Object>) one).compareTo(other) >= 0 ? one : other;
    }
}

package factulink.jackcess;

import com.healthmarketscience.jackcess.complex.ComplexValueForeignKey;
import com.healthmarketscience.jackcess.Column;
import com.healthmarketscience.jackcess.DataType;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * Values as JSON in the form that the conformance tests compare.
 *
 * <p>Whole numbers and floating-point numbers are JSON numbers, decimals and currencies are strings with all their
 * decimals, dates are ISO texts to the millisecond (to 100 ns for the extended type), bytes are hexadecimal.
 */
final class Canonical {
    private static final DateTimeFormatter TO_THE_MILLISECOND =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");
    private static final DateTimeFormatter TO_100_NANOSECONDS =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS");

    static void write(Column column, Object value, StringBuilder out) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof Float single) {
            out.append(number((double) single));
        } else if (value instanceof Double number) {
            out.append(number(number));
        } else if (value instanceof BigDecimal decimal) {
            text(decimal.toPlainString(), out);
        } else if (value instanceof ComplexValueForeignKey key) {
            out.append(key.get());
        } else if (value instanceof LocalDateTime date) {
            boolean extended = column.getType() == DataType.EXT_DATE_TIME;
            text((extended ? TO_100_NANOSECONDS : TO_THE_MILLISECOND).format(date), out);
        } else if (value instanceof byte[] bytes) {
            text(HexFormat.of().formatHex(bytes), out);
        } else if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof CharSequence characters) {
            text(characters, out);
        } else {
            throw new IllegalStateException("no canonical form for " + value.getClass());
        }
    }

    /** JSON has no infinities; they are told apart as texts. */
    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "\"" + value + "\"";
    }

    static void text(CharSequence characters, StringBuilder out) {
        out.append('"');
        for (int at = 0; at < characters.length(); at++) {
            char character = characters.charAt(at);
            if (character == '"' || character == '\\') {
                out.append('\\').append(character);
            } else if (character < 0x20 || Character.isSurrogate(character)) {
                out.append(String.format("\\u%04x", (int) character));
            } else {
                out.append(character);
            }
        }
        out.append('"');
    }

    private Canonical() {}
}

package factulink.jackcess;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads and writes Access files with Jackcess, so that tests and benches can set our engine beside another one.
 *
 * <p>Exit codes: 0 all is well, 1 a difference was found or a file could not be read, 2 the command line is wrong.
 */
public final class Main {
    private static final String USAGE = """
        check FILE...                    every row of every table, and every index against a scan of its table
        insert FILE COPY COUNT [TABLE].. copies FILE, adds COUNT rows of its own to each table (all if none is named)
        dump FILE [TABLE]..              every row as canonical JSON lines
        scan FILE TABLE                  reads every column of every row, cold and warm, and prints the times
        newest FILE SERIES COUNT         the newest orders with their lines by index, cold and warm, with times
        seek FILE SERIES NUMBER [open]   one order with its lines by index, with times; `open`: opening included
        load FILE HEADERS LINES [FILE].. adds supplier orders to each FILE without syncing, and prints the times
        serve                            answers requests on standard input, each of them one of the above""";

    static final int SOUND = 0;
    static final int DIFFERS = 1;
    static final int WRONG_USAGE = 2;

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1 && arguments[0].equals("serve")) {
            Serve.requests(System.in, System.out);
            return;
        }
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        int status = run(Arrays.asList(arguments), out);
        out.flush();
        if (status == WRONG_USAGE) {
            System.err.println(USAGE);
        }
        System.exit(status);
    }

    /** Does what one command line asks for; the answer is the exit code. */
    static int run(List<String> arguments, PrintStream out) throws Exception {
        if (arguments.size() < 2) {
            return WRONG_USAGE;
        }
        Path file = Path.of(arguments.get(1));
        List<String> rest = arguments.subList(2, arguments.size());
        return switch (arguments.get(0)) {
            case "check" -> code(Check.files(arguments.subList(1, arguments.size()), out));
            case "insert" -> rest.size() < 2 ? WRONG_USAGE : code(Insert.intoCopy(file, Path.of(rest.get(0)),
                Integer.parseInt(rest.get(1)), rest.subList(2, rest.size()), out));
            case "dump" -> code(Dump.tables(file, rest, out));
            case "scan" -> rest.size() != 1 ? WRONG_USAGE : code(Bench.scan(file, rest.get(0), out));
            case "newest" -> rest.size() != 2 ? WRONG_USAGE : code(Bench.newest(file, rest.get(0),
                Integer.parseInt(rest.get(1)), out));
            case "seek" -> rest.size() < 2 ? WRONG_USAGE : code(Bench.seek(file, rest.get(0),
                Integer.parseInt(rest.get(1)), rest.contains("open"), out));
            case "load" -> rest.size() < 2 ? WRONG_USAGE : code(Load.orders(Stream.concat(Stream.of(file),
                rest.stream().skip(2).map(Path::of)).toList(), Integer.parseInt(rest.get(0)),
                Integer.parseInt(rest.get(1)), out));
            default -> WRONG_USAGE;
        };
    }

    private static int code(boolean sound) {
        return sound ? SOUND : DIFFERS;
    }

    private Main() {}
}

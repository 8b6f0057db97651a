package factulink.jackcess;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Answers one request after the other, so that a test run starts a virtual machine for each of its threads and not for
 * each file.
 *
 * <p>A request is a line: a command and its arguments, parted by tabs. The answer is a line with the exit status and the
 * number of bytes that the command wrote, and then these bytes. An error of the virtual machine itself ends it.
 */
final class Serve {
    static void requests(InputStream in, OutputStream out) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            int status = answer(List.of(line.split("\t")), said);
            out.write((status + " " + said.size() + "\n").getBytes(StandardCharsets.UTF_8));
            said.writeTo(out);
            out.flush();
        }
    }

    private static int answer(List<String> request, OutputStream said) {
        try (PrintStream out = new PrintStream(said, false, StandardCharsets.UTF_8)) {
            try {
                return Main.run(request, out);
            } catch (Exception error) {
                error.printStackTrace(out);
                return Main.DIFFERS;
            }
        }
    }

    private Serve() {}
}

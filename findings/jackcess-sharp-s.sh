#!/usr/bin/env bash
# Jackcess 4.0.11 counts the letter ß as one character where it writes the key of a text in the General Legacy order.
# Files that Access has made count it as two: there the key of this text ends in 8017 06 82 802F 06 82 00, each hyphen
# one place further on. So a row with ß before a hyphen, an apostrophe or an accent that one of the two wrote is not
# found by the key that the other makes. Needs a JDK and Maven.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.healthmarketscience.jackcess</groupId><artifactId>jackcess</artifactId><version>4.0.11</version>
    </dependency>
  </dependencies>
</project>
POM
cat > Keys.java << 'JAVA'
import com.healthmarketscience.jackcess.*;
import java.io.File;
import java.nio.file.Files;
import java.util.HexFormat;

class Keys {
    public static void main(String[] arguments) throws Exception {
        File file = new File("keys.accdb");
        try (Database database = DatabaseBuilder.create(Database.FileFormat.V2007, file)) {
            Table table = new TableBuilder("T").addColumn(new ColumnBuilder("Text", DataType.TEXT))
                .addIndex(new IndexBuilder("Text").addColumns("Text")).toTable(database);
            table.addRow("Nuß-Nougat-Creme");
        }
        // The leaf has the flag of a value, 7F, and then the weights of N, u and ß.
        String bytes = HexFormat.of().withUpperCase().formatHex(Files.readAllBytes(file.toPath()));
        int start = bytes.indexOf("7F626F6B6B");
        System.out.println(bytes.substring(start + 2, bytes.indexOf("068200", start) + 6));
    }
}
JAVA
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib
java -version 2>&1 | head -n 1
ls lib | grep '^jackcess-'
key=$(java -cp 'lib/*' Keys.java)
echo "key by Jackcess:     $key"
echo "in files of Access:  626F6B6B62646F554A6D4D695160510101010180170682802F068200"
[[ $key == 626F6B6B62646F554A6D4D695160510101010180130682802B068200 ]]

#!/usr/bin/env bash
# Jackcess 4.0.11 does not find rows of a file of Access by the value of a text of more than 900 characters where the
# index is descending. In the ascending twin of the same table it finds all of them. Access keeps 508 bytes of so long a
# key and adds two bytes of a check value over the rest; in a descending index all of that is inverted. The file is one
# of Access 2010 out of the tests of a fork. Needs a JDK and Maven.
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
    <dependency>
      <groupId>io.github.spannm</groupId><artifactId>jackcess</artifactId><version>5.1.5</version>
      <type>test-jar</type><classifier>tests</classifier>
    </dependency>
  </dependencies>
</project>
POM
cat > Find.java << 'JAVA'
import com.healthmarketscience.jackcess.*;
import java.io.File;

class Find {
    public static void main(String[] arguments) throws Exception {
        File file = new File("data/V2010/indexCodesV2010.accdb");
        try (Database database = new DatabaseBuilder(file).setReadOnly(true).open()) {
            for (String name : new String[] {"Table11", "Table11_desc"}) {
                Table table = database.getTable(name);
                Index index = table.getIndex("DataIndex");
                int found = 0, missed = 0;
                for (Row row : table) {
                    String text = row.getString("data");
                    if (text == null || text.length() < 900) continue;
                    if (CursorBuilder.createCursor(index).findFirstRowByEntry(text)) found++; else missed++;
                }
                System.out.println(name + ": long texts found " + found + ", missed " + missed);
            }
        }
    }
}
JAVA
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib
jar xf lib/jackcess-5.1.5-tests.jar data/V2010/indexCodesV2010.accdb
java -version 2>&1 | head -n 1
ls lib | grep '^jackcess-'
java -cp 'lib/*' Find.java 2> /dev/null | tee said
[[ $(tr '\n' ';' < said) =~ ^'Table11: long texts found '[1-9]', missed 0;Table11_desc: '.*' found 0, missed '[1-9] ]]

package factulink.jackcess;

import com.healthmarketscience.jackcess.Database;
import com.healthmarketscience.jackcess.DatabaseBuilder;
import com.healthmarketscience.jackcess.DateTimeType;
import com.healthmarketscience.jackcess.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens files, and lists tables, in the one way that every command here shares. */
final class Databases {
    static Database forReading(Path file) throws IOException {
        return settled(new DatabaseBuilder(file).setReadOnly(true).open());
    }

    /**
     * Opens for writing without a sync per change: the file is whole once it is closed. Nothing is calculated: what
     * comes out for the values of our rows need not fit its column.
     */
    static Database forWriting(Path file) throws IOException {
        Database database = settled(new DatabaseBuilder(file).setReadOnly(false).setAutoSync(false).open());
        database.setEvaluateExpressions(false);
        return database;
    }

    /** Every table that stands in the file: the user's first, then those of the system. */
    static List<Table> allTables(Database database) throws IOException {
        List<Table> tables = userTables(database);
        for (String name : database.getSystemTableNames()) {
            Table table = database.getSystemTable(name);
            if (table != null) {
                tables.add(table);
            }
        }
        return tables;
    }

    /** The tables that users see, without those that are only linked. */
    static List<Table> userTables(Database database) throws IOException {
        List<Table> tables = new ArrayList<>();
        for (String name : database.getTableNames()) {
            if (!database.getTableMetaData(name).isLinked()) {
                tables.add(database.getTable(name));
            }
        }
        return tables;
    }

    /** Dates as local times, so that no time zone shifts them; rows are taken as they are, without foreign keys. */
    private static Database settled(Database database) {
        database.setDateTimeType(DateTimeType.LOCAL_DATE_TIME);
        database.setEnforceForeignKeys(false);
        return database;
    }

    private Databases() {}
}

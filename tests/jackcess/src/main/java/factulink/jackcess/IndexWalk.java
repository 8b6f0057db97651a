package factulink.jackcess;

import com.healthmarketscience.jackcess.Index;
import com.healthmarketscience.jackcess.Row;
import com.healthmarketscience.jackcess.RowId;
import com.healthmarketscience.jackcess.impl.IndexData;
import com.healthmarketscience.jackcess.impl.IndexImpl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Walks one index both ways and compares it with the rows that a scan of the table found.
 *
 * <p>Three claims: the entries name exactly the rows that belong in the index, each once; the keys ascend, never repeat
 * where the index is unique, and are equal where the values are; and each row is found again by the key that Jackcess
 * itself makes of its values.
 */
final class IndexWalk {
    private final IndexImpl index;
    private final Map<RowId, Row> scanned;
    private final List<String> columns;
    private final List<String> findings = new ArrayList<>();

    private IndexWalk(Index index, Map<RowId, Row> scanned) {
        this.index = (IndexImpl) index;
        this.scanned = scanned;
        this.columns = index.getColumns().stream().map(Index.Column::getName).toList();
    }

    /** The differences between an index and the rows of its table; empty where they agree. */
    static List<String> differences(Index index, Map<RowId, Row> scanned) throws IOException {
        IndexWalk walk = new IndexWalk(index, scanned);
        List<RowId> forward = walk.forward();
        walk.sameRows(forward);
        walk.sameBackward(forward);
        if (keysAreKnown(index)) {
            walk.seekEach();
        }
        return walk.findings;
    }

    private List<RowId> forward() throws IOException {
        IndexData.EntryCursor entries = index.cursor();
        List<RowId> rows = new ArrayList<>();
        IndexData.Entry before = null;
        for (IndexData.Entry entry = entries.getNextEntry(); entry.isValid(); entry = entries.getNextEntry()) {
            if (before != null) {
                ascends(before, entry);
            }
            rows.add(entry.getRowId());
            before = entry;
        }
        return rows;
    }

    private void ascends(IndexData.Entry before, IndexData.Entry entry) {
        if (before.compareTo(entry) >= 0) {
            findings.add("row " + entry.getRowId() + " stands after a greater key");
        }
        Row row = scanned.get(entry.getRowId());
        Row rowBefore = scanned.get(before.getRowId());
        boolean sameKey = before.equalsEntryBytes(entry);
        if (row == null || rowBefore == null) {
            return;
        }
        if (!sameKey && comparable(key(row)).equals(comparable(key(rowBefore)))) {
            findings.add("row " + entry.getRowId() + " has the values, not the key of row " + before.getRowId());
        }
        if (sameKey && index.isUnique() && !hasNull(row)) {
            findings.add("row " + entry.getRowId() + " repeats the key of row " + before.getRowId());
        }
    }

    private void sameRows(List<RowId> forward) {
        Set<RowId> expected = new HashSet<>();
        scanned.forEach((id, row) -> {
            if (!(index.shouldIgnoreNulls() && isNull(row))) {
                expected.add(id);
            }
        });
        Set<RowId> walked = new HashSet<>(forward);
        if (walked.size() != forward.size()) {
            findings.add(forward.size() - walked.size() + " rows have more than one entry");
        }
        expected.stream().filter(id -> !walked.contains(id)).forEach(id -> findings.add("no entry for row " + id));
        walked.stream().filter(id -> !expected.contains(id)).forEach(id -> findings.add("an entry for no row: " + id));
    }

    private void sameBackward(List<RowId> forward) throws IOException {
        IndexData.EntryCursor entries = index.cursor();
        entries.afterLast();
        List<RowId> rows = new ArrayList<>();
        for (var entry = entries.getPreviousEntry(); entry.isValid(); entry = entries.getPreviousEntry()) {
            rows.add(entry.getRowId());
        }
        Collections.reverse(rows);
        if (!rows.equals(forward)) {
            findings.add("backward the index yields " + rows.size() + " rows, forward " + forward.size());
        }
    }

    /** Jackcess knows the keys of General and General Legacy only, and none of complex or extended columns. */
    static boolean keysAreKnown(Index index) {
        return index.getColumns().stream()
            .noneMatch(column -> column.getClass().getSimpleName().equals("ReadOnlyColumnDescriptor"));
    }

    private void seekEach() throws IOException {
        IndexData.EntryCursor entries = index.cursor();
        Set<List<Object>> sought = new HashSet<>();
        for (Map.Entry<RowId, Row> entry : scanned.entrySet()) {
            Object[] key = key(entry.getValue());
            boolean indexed = !(index.shouldIgnoreNulls() && isNull(entry.getValue()));
            if (indexed && sought.add(comparable(key)) && !found(entries, key, entry.getKey())) {
                findings.add("row " + entry.getKey() + " is not found by its key " + Arrays.deepToString(key));
            }
        }
    }

    /** Whether the row is among the entries that have this very key; texts that differ may share one. */
    private boolean found(IndexData.EntryCursor entries, Object[] key, RowId row) throws IOException {
        entries.beforeEntry(index.constructIndexRowFromEntry(key));
        IndexData.Entry first = entries.getNextEntry();
        IndexData.Entry entry = first;
        while (entry.isValid() && entry.equalsEntryBytes(first) && !entry.getRowId().equals(row)) {
            entry = entries.getNextEntry();
        }
        return entry.isValid() && entry.equalsEntryBytes(first);
    }

    private Object[] key(Row row) {
        return columns.stream().map(row::get).toArray();
    }

    private static List<Object> comparable(Object[] key) {
        return Arrays.stream(key)
            .map(value -> value instanceof byte[] bytes ? (Object) Arrays.hashCode(bytes) : value).toList();
    }

    private boolean isNull(Row row) {
        return columns.stream().allMatch(name -> row.get(name) == null);
    }

    private boolean hasNull(Row row) {
        return columns.stream().anyMatch(name -> row.get(name) == null);
    }
}

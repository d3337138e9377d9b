// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/**
 * The command table as text, to be read in review: a line per row, fields between tabs, {@code -} for an empty field, lines that
 * begin with {@code #} are comments. Stateless.
 */
final class CommandTableText {
    static final String HEADER =
            "# name\tarity\tflags\tcategories\tkeys\ttips\tgroup\tsince\tplanner\trepeatable\tcacheable\n";

    private static final int FIELDS = 11;
    private static final String EMPTY = "-";

    private CommandTableText() {}

    /** The rows of a text, numbered from {@code firstId} on. */
    static List<CommandSpec> parse(String text, int firstId) {
        List<CommandSpec> rows = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                rows.add(parseRow(line, firstId + rows.size()));
            }
        }
        return rows;
    }

    static String format(Collection<CommandSpec> rows) {
        StringBuilder text = new StringBuilder(HEADER);
        for (CommandSpec row : rows) {
            text.append(formatRow(row)).append('\n');
        }
        return text.toString();
    }

    private static CommandSpec parseRow(String line, int id) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not a row of the command table: " + line);
        }
        return new CommandSpec(
                id,
                fields[0].toLowerCase(Locale.ROOT),
                Integer.parseInt(fields[1]),
                new LinkedHashSet<>(words(fields[2])),
                words(fields[3]),
                fields[4].equals(EMPTY) ? List.of() : KeySpecNotation.parse(fields[4]),
                words(fields[5]),
                text(fields[6]),
                text(fields[7]),
                text(fields[8]),
                fields[9].equals("yes"),
                Cacheable.of(text(fields[10])));
    }

    private static String formatRow(CommandSpec row) {
        return String.join(
                "\t",
                row.name(),
                Integer.toString(row.arity()),
                field(String.join(",", row.flags())),
                field(String.join(",", row.aclCategories())),
                field(KeySpecNotation.format(row.keySpecs())),
                field(String.join(",", row.tips())),
                field(row.group()),
                field(row.since()),
                field(row.planner()),
                row.repeatable() ? "yes" : EMPTY,
                field(row.cacheable().text()));
    }

    private static List<String> words(String field) {
        return field.equals(EMPTY) ? List.of() : List.of(field.split(",", -1));
    }

    private static String text(String field) {
        return field.equals(EMPTY) ? "" : field;
    }

    private static String field(String text) {
        return text.isEmpty() ? EMPTY : text;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.KeyFinder;
import io.ringway.proxy.command.KeyPositions;
import io.ringway.resp.CommandFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds and shows the keys of commands, and nothing else of them, as all else may be anybody's data. Confined to one thread. */
final class PreviewedKeys {
    private static final int MOST_SHOWN = 4;
    private static final int MOST_CHARACTERS = 60;

    private final KeyPositions positions = new KeyPositions();
    /** By command, of those that have been needed. */
    private final Map<String, KeyFinder> finders = new HashMap<>();

    /** The keys of a command; none where they cannot be told. */
    List<byte[]> of(@Nullable CommandSpec row, CommandFrame command) {
        List<byte[]> keys = new ArrayList<>();
        if (row != null
                && row.keySpecs().stream().anyMatch(spec -> !spec.flags().contains("not_key"))
                && row.acceptsArgCount(command.argCount())
                && finders.computeIfAbsent(row.name(), name -> KeyFinder.of(row))
                        .find(command, positions)) {
            for (int key = 0; key < positions.count(); key++) {
                keys.add(command.arg(positions.at(key)));
            }
        }
        return keys;
    }

    /** The name that a command is known by, such as {@code CONFIG GET}; what the table does not know as it came. */
    static String nameOf(@Nullable CommandSpec row, CommandFrame command) {
        return row == null
                ? printable(command.arg(0)).toUpperCase(Locale.ROOT)
                : row.name().replace('|', ' ').toUpperCase(Locale.ROOT);
    }

    /** The command's name with some of its keys. */
    String example(@Nullable CommandSpec row, CommandFrame command) {
        List<byte[]> keys = of(row, command);
        String shown =
                keys.stream().limit(MOST_SHOWN).map(key -> " " + printable(key)).collect(Collectors.joining());
        int more = keys.size() - MOST_SHOWN;
        return nameOf(row, command) + shown + (more > 0 ? " and " + more + " more" : "");
    }

    /** The beginning of it, in printable ASCII. */
    static String printable(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            if (text.length() >= MOST_CHARACTERS) {
                return text + "...";
            }
            if (b > ' ' && b <= '~' && b != '\\') {
                text.append((char) b);
            } else {
                text.append(String.format(Locale.ROOT, "\\x%02x", b));
            }
        }
        return text.isEmpty() ? "\"\"" : text.toString();
    }
}

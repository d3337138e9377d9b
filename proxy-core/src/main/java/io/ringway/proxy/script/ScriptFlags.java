// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.script;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What a script says of itself in its first line, as in {@code #!lua flags=no-writes}. Stateless. */
public final class ScriptFlags {
    private static final String ENGINE = "#!lua";
    private static final String OPTION = "flags=";
    private static final String NO_WRITES = "no-writes";
    /** Longer first lines are not read: there are four flags. */
    private static final int MAX_LINE_BYTES = 256;

    private ScriptFlags() {}

    /** Whether a script declares that it writes nothing, which servers then see to. */
    public static boolean declareNoWrites(byte[] body) {
        int end = 0;
        while (end < body.length && end < MAX_LINE_BYTES && body[end] != '\n') {
            end++;
        }
        if (end == body.length || body[end] != '\n') {
            return false;
        }
        List<String> words = List.of(new String(body, 0, end, StandardCharsets.ISO_8859_1).split("\\s+", -1));
        return words.get(0).equals(ENGINE)
                && words.stream()
                        .skip(1)
                        .filter(word -> word.startsWith(OPTION))
                        .flatMap(word ->
                                Stream.of(word.substring(OPTION.length()).split(",", -1)))
                        .anyMatch(NO_WRITES::equals);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.slowlog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Takes secrets out of a command's arguments, where Redis does. Stateless. */
final class Redaction {
    private static final byte[] REDACTED = "(redacted)".getBytes(StandardCharsets.US_ASCII);
    private static final Set<String> SECRET_PARAMETERS =
            Set.of("masteruser", "masterauth", "requirepass", "tls-key-file-pass", "tls-client-key-file-pass");

    private Redaction() {}

    static List<byte[]> of(String row, List<byte[]> arguments) {
        List<byte[]> shown = new ArrayList<>(arguments);
        switch (row) {
            case "auth" -> redact(shown, 1, shown.size());
            case "acl|setuser" -> redact(shown, 2, shown.size());
            case "hello" -> redactBehind(shown, "auth", 2);
            case "migrate" -> {
                redactBehind(shown, "auth", 1);
                redactBehind(shown, "auth2", 2);
            }
            case "config|set" -> {
                for (int value = 3; value < shown.size(); value += 2) {
                    if (SECRET_PARAMETERS.contains(lower(shown.get(value - 1)))) {
                        redact(shown, value, value + 1);
                    }
                }
            }
            default -> {
                // Nothing is secret.
            }
        }
        return shown;
    }

    private static void redactBehind(List<byte[]> shown, String word, int values) {
        for (int i = 1; i < shown.size(); i++) {
            if (lower(shown.get(i)).equals(word)) {
                redact(shown, i + 1, i + 1 + values);
            }
        }
    }

    private static void redact(List<byte[]> shown, int from, int to) {
        for (int i = from; i < Math.min(to, shown.size()); i++) {
            shown.set(i, REDACTED);
        }
    }

    private static String lower(byte[] word) {
        return new String(word, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** Writes JSON as it is told to, and puts the commas. Confined to one thread. */
final class Json {
    private final PrintWriter out;
    private boolean needsComma;

    Json(PrintWriter out) {
        this.out = out;
    }

    /** Begins an object by an opening brace, or an array by a bracket. */
    Json begin(char bracket) {
        comma();
        out.print(bracket);
        needsComma = false;
        return this;
    }

    Json end(char bracket) {
        out.print(bracket);
        needsComma = true;
        return this;
    }

    /** A member's name; its value comes next. */
    Json name(String name) {
        comma();
        out.print(quoted(name) + ":");
        needsComma = false;
        return this;
    }

    Json value(String text) {
        return raw(quoted(text));
    }

    Json value(long number) {
        return raw(Long.toString(number));
    }

    Json value(boolean truth) {
        return raw(Boolean.toString(truth));
    }

    private Json raw(String text) {
        comma();
        out.print(text);
        needsComma = true;
        return this;
    }

    private void comma() {
        if (needsComma) {
            out.print(',');
        }
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}

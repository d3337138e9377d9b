// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.proxy.command.KeySpec.AtIndex;
import io.ringway.proxy.command.KeySpec.AtKeyword;
import io.ringway.proxy.command.KeySpec.Begin;
import io.ringway.proxy.command.KeySpec.Find;
import io.ringway.proxy.command.KeySpec.KeyNum;
import io.ringway.proxy.command.KeySpec.Range;
import io.ringway.proxy.command.KeySpec.UnknownBegin;
import io.ringway.proxy.command.KeySpec.UnknownFind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Key specs as the command table writes them: {@code 1 range:0,1,0 RW,update; STORE>6 range:0,1,0 OW}. First where the search
 * begins, an argument's index or a keyword and from where on to look for it; then which arguments are keys, {@code
 * range:last,step,limit} or {@code keynum:at,first,step}; then the flags. {@code ?} is what only the command knows. Stateless.
 */
final class KeySpecNotation {
    private static final String UNKNOWN = "?";

    private KeySpecNotation() {}

    static List<KeySpec> parse(String text) {
        List<KeySpec> specs = new ArrayList<>();
        for (String spec : text.split("; ", -1)) {
            String[] parts = spec.split(" ", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException("not a key spec: " + spec);
            }
            Set<String> flags = new LinkedHashSet<>(List.of(parts[2].split(",", -1)));
            specs.add(new KeySpec(parseBegin(parts[0]), parseFind(parts[1]), flags));
        }
        return specs;
    }

    static String format(Collection<KeySpec> specs) {
        List<String> texts = new ArrayList<>();
        for (KeySpec spec : specs) {
            texts.add(formatBegin(spec.begin()) + " " + formatFind(spec.find()) + " " + String.join(",", spec.flags()));
        }
        return String.join("; ", texts);
    }

    private static Begin parseBegin(String text) {
        if (text.equals(UNKNOWN)) {
            return new UnknownBegin();
        }
        int from = text.indexOf('>');
        return from < 0
                ? new AtIndex(Integer.parseInt(text))
                : new AtKeyword(text.substring(0, from), Integer.parseInt(text.substring(from + 1)));
    }

    private static Find parseFind(String text) {
        if (text.equals(UNKNOWN)) {
            return new UnknownFind();
        }
        String[] parts = text.split("[:,]", -1);
        int first = Integer.parseInt(parts[1]);
        int second = Integer.parseInt(parts[2]);
        int third = Integer.parseInt(parts[3]);
        return switch (parts[0]) {
            case "range" -> new Range(first, second, third);
            case "keynum" -> new KeyNum(first, second, third);
            default -> throw new IllegalArgumentException("not a way to find keys: " + text);
        };
    }

    private static String formatBegin(Begin begin) {
        if (begin instanceof AtIndex at) {
            return Integer.toString(at.index());
        }
        if (begin instanceof AtKeyword at) {
            return at.keyword() + ">" + at.from();
        }
        return UNKNOWN;
    }

    private static String formatFind(Find find) {
        if (find instanceof Range range) {
            return "range:" + range.last() + "," + range.step() + "," + range.limit();
        }
        if (find instanceof KeyNum keys) {
            return "keynum:" + keys.numKeysAt() + "," + keys.firstKey() + "," + keys.step();
        }
        return UNKNOWN;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

/**
 * Makes one text of several servers' INFO texts: sections and fields in the first server's order, those that only others have
 * behind them. Stateless.
 */
final class InfoText {
    private static final String LINE_END = "\r\n";
    private static final String HEADING = "# ";
    private static final String HUMAN = "_human";

    private InfoText() {}

    static String merge(List<String> texts) {
        Map<String, Map<String, List<String>>> sections = new LinkedHashMap<>();
        for (String text : texts) {
            collect(text, sections);
        }
        StringBuilder all = new StringBuilder();
        sections.forEach((name, fields) -> {
            if (!all.isEmpty()) {
                all.append(LINE_END);
            }
            all.append(HEADING).append(name).append(LINE_END);
            write(name, fields, all);
        });
        return all.toString();
    }

    /** The text with other values for some of its fields. */
    static String replace(String text, Map<String, String> values) {
        StringBuilder all = new StringBuilder(text);
        values.forEach((field, value) -> {
            String line = LINE_END + field + ':';
            int at = all.indexOf(line);
            if (at >= 0) {
                int from = at + line.length();
                all.replace(from, all.indexOf(LINE_END, from), value);
            }
        });
        return all.toString();
    }

    private static void collect(String text, Map<String, Map<String, List<String>>> sections) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String line : text.split(LINE_END, -1)) {
            int colon = line.indexOf(':');
            if (line.startsWith(HEADING)) {
                fields = sections.computeIfAbsent(line.substring(HEADING.length()), name -> new LinkedHashMap<>());
            } else if (colon > 0) {
                fields.computeIfAbsent(line.substring(0, colon), field -> new ArrayList<>())
                        .add(line.substring(colon + 1));
            }
        }
    }

    private static void write(String section, Map<String, List<String>> fields, StringBuilder out) {
        List<Entry<String, List<String>>> lines = new ArrayList<>(fields.entrySet());
        if (section.equals("Keyspace")) {
            // Each shard lists the databases that it has keys in; ours are in order as one server's are.
            lines.sort(Comparator.comparing(
                            (Entry<String, List<String>> line) -> line.getKey().length())
                    .thenComparing(Entry::getKey));
        }
        for (Entry<String, List<String>> line : lines) {
            String field = line.getKey();
            List<String> bytes =
                    field.endsWith(HUMAN) ? fields.get(field.substring(0, field.length() - HUMAN.length())) : null;
            String value = bytes == null
                    ? InfoField.merge(section, field, line.getValue())
                    : HumanBytes.of(
                            InfoField.merge(section, field.substring(0, field.length() - HUMAN.length()), bytes));
            out.append(field).append(':').append(value).append(LINE_END);
        }
    }
}

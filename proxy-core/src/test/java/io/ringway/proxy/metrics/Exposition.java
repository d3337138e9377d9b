// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A strict reader of Prometheus' text format 0.0.4 that fails on whatever the format's rules forbid. Immutable once read. */
public final class Exposition {
    private static final Pattern META = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (-?[0-9.]+(?:E-?[0-9]+)?|[+-]Inf|NaN)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
    private static final Set<String> TYPES = Set.of("counter", "gauge", "histogram", "summary", "untyped");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();

    /** A line with a value. */
    public record Sample(String name, Map<String, String> labels, double value) {}

    /** Reads a whole text. */
    public static Exposition parse(String text) {
        assertThat(text).endsWith("\n");
        Exposition exposition = new Exposition();
        String family = "";
        for (String line : text.lines().toList()) {
            family = line.startsWith("#") ? exposition.readMeta(line) : exposition.readSample(line, family);
        }
        assertThat(exposition.samples)
                .extracting(sample -> sample.name() + sample.labels())
                .doesNotHaveDuplicates();
        exposition.checkHistograms();
        return exposition;
    }

    private String readMeta(String line) {
        Matcher meta = META.matcher(line);
        assertThat(meta.matches()).as(line).isTrue();
        String name = meta.group(2);
        if (meta.group(1).equals("HELP")) {
            assertThat(types).as("a family comes once").doesNotContainKey(name);
            return name;
        }
        assertThat(meta.group(3)).isIn(TYPES);
        assertThat(types.put(name, meta.group(3))).as(line).isNull();
        return name;
    }

    private String readSample(String line, String family) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        String name = sample.group(1);
        String type = types.get(family);
        assertThat(type).as("the type comes before %s", line).isNotNull();
        if ("histogram".equals(type)) {
            assertThat(name).isIn(family + "_bucket", family + "_sum", family + "_count");
        } else {
            assertThat(name).isEqualTo(family);
        }
        if ("counter".equals(type)) {
            assertThat(name).endsWith("_total");
        }
        samples.add(new Sample(name, readLabels(sample.group(2)), number(sample.group(3))));
        return family;
    }

    private static Map<String, String> readLabels(@Nullable String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (text == null) {
            return labels;
        }
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (label.find()) {
            assertThat(label.start()).as(text).isEqualTo(end);
            String value =
                    label.group(2).replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\");
            assertThat(labels.put(label.group(1), value)).as(text).isNull();
            end = label.end();
        }
        assertThat(end).as(text).isEqualTo(text.length());
        return labels;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private void checkHistograms() {
        types.forEach((family, type) -> {
            if (type.equals("histogram")) {
                Set<Map<String, String>> series = new HashSet<>();
                named(family + "_count").forEach(count -> series.add(count.labels()));
                assertThat(series).isNotEmpty();
                series.forEach(labels -> checkHistogram(family, labels));
            }
        });
    }

    private void checkHistogram(String family, Map<String, String> labels) {
        double bound = Double.NEGATIVE_INFINITY;
        double count = 0;
        for (Sample bucket : named(family + "_bucket")) {
            Map<String, String> others = new LinkedHashMap<>(bucket.labels());
            double le = number(Objects.requireNonNull(others.remove("le")));
            if (others.equals(labels)) {
                assertThat(le).isGreaterThan(bound);
                assertThat(bucket.value()).isGreaterThanOrEqualTo(count);
                bound = le;
                count = bucket.value();
            }
        }
        assertThat(bound).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(value(family + "_count", labels)).isEqualTo(count);
        assertThat(value(family + "_sum", labels)).isNotNegative();
    }

    /** All samples of a name. */
    public List<Sample> named(String name) {
        return samples.stream().filter(sample -> sample.name().equals(name)).toList();
    }

    /** The value of the one sample with this name and exactly these labels. */
    public double value(String name, Map<String, String> labels) {
        List<Sample> found = named(name).stream()
                .filter(sample -> sample.labels().equals(labels))
                .toList();
        assertThat(found).as("%s%s", name, labels).hasSize(1);
        return found.get(0).value();
    }

    /** Families and their types. */
    public Map<String, String> types() {
        return types;
    }
}

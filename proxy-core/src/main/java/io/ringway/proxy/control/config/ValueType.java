// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What may be written for a value, and what it then stands for. Immutable.
 *
 * @param description completes "must be …"
 * @param parser the value, or null for a text that is none
 * @param words the whole choice where there is one, otherwise empty
 */
record ValueType<T>(String description, Parser<T> parser, List<String> words) {
    /** Turns a text into a value. */
    @FunctionalInterface
    interface Parser<T> {
        @Nullable
        T parse(String text);
    }

    static final ValueType<String> ANY_TEXT =
            text("a text of at least one character", Pattern.compile(".+", Pattern.DOTALL));

    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,15})([a-z]*)");
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);
    private static final Map<String, Long> BYTES =
            Map.of("", 1L, "b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);

    static ValueType<Integer> wholeNumber(int least, int most) {
        return new ValueType<>(
                "a whole number from " + least + " to " + most,
                text -> {
                    Long value = amount(text, Map.of("", 1L), least, most);
                    return value == null ? null : value.intValue();
                },
                List.of());
    }

    static ValueType<Duration> duration(Duration least, Duration most) {
        return new ValueType<>(
                "a duration from " + show(least) + " to " + show(most) + " (units: ms, s, m, h)",
                text -> {
                    Long millis = amount(text, MILLIS, least.toMillis(), most.toMillis());
                    return millis == null ? null : Duration.ofMillis(millis);
                },
                List.of());
    }

    static ValueType<Long> size(long least, long most) {
        return new ValueType<>(
                "a size from " + showSize(least) + " to " + showSize(most) + " (units: b, kb, mb, gb)",
                text -> amount(text, BYTES, least, most),
                List.of());
    }

    static ValueType<Endpoint> endpoint(int leastPort) {
        return new ValueType<>(
                "host:port with a port from " + leastPort + " to 65535",
                text -> Endpoint.parse(text, leastPort),
                List.of());
    }

    /** Text of at least one character that satisfies {@code rule}. */
    static ValueType<String> text(String description, Pattern rule) {
        return new ValueType<>(description, text -> rule.matcher(text).matches() ? text : null, List.of());
    }

    /** One of an enum's constants, written in lower case. */
    static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
        Map<String, E> byWord =
                Stream.of(type.getEnumConstants()).collect(Collectors.toMap(ValueType::word, Function.identity()));
        List<String> words =
                Stream.of(type.getEnumConstants()).map(ValueType::word).toList();
        return new ValueType<>("one of " + String.join(", ", words), byWord::get, words);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static String show(Duration duration) {
        return Stream.of("h", "m", "s")
                .filter(unit -> duration.toMillis() % MILLIS.getOrDefault(unit, 1L) == 0 && !duration.isZero())
                .findFirst()
                .map(unit -> duration.toMillis() / MILLIS.getOrDefault(unit, 1L) + unit)
                .orElse(duration.toMillis() + "ms");
    }

    static String showSize(long bytes) {
        return Stream.of("gb", "mb", "kb")
                .filter(unit -> bytes % BYTES.getOrDefault(unit, 1L) == 0 && bytes != 0)
                .findFirst()
                .map(unit -> bytes / BYTES.getOrDefault(unit, 1L) + unit)
                .orElse(bytes + "b");
    }

    private static @Nullable Long amount(String text, Map<String, Long> units, long least, long most) {
        Matcher matcher = AMOUNT.matcher(text.toLowerCase(Locale.ROOT));
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        return number > most / unit || number * unit < least ? null : number * unit;
    }
}

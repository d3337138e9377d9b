// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads times such as {@code 60s} from the command line, up to a day. Stateless. */
final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})(s|m|h)");
    private static final Map<String, Duration> UNITS =
            Map.of("s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1));
    private static final Duration MOST = Duration.ofDays(1);

    @Override
    public Duration convert(String text) {
        Matcher matcher = TIME.matcher(text);
        if (matcher.matches()) {
            Duration time =
                    UNITS.getOrDefault(matcher.group(2), Duration.ZERO).multipliedBy(Long.parseLong(matcher.group(1)));
            if (time.compareTo(MOST) <= 0) {
                return time;
            }
        }
        throw new TypeConversionException("'" + text + "' is not a time up to 24h (units: s, m, h)");
    }
}

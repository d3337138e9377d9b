// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file's {@code slow-log}. Stateless. */
final class SlowLogReader {
    private static final String OFF = "off";
    private static final int MOST_ENTRIES = 10_000;
    private static final ValueType<Duration> DURATIONS = ValueType.duration(Duration.ZERO, Duration.ofHours(1));

    private static final Setting<Duration> SLOWER_THAN = Setting.of(
            "slower-than",
            new ValueType<>(DURATIONS.description() + ", or off", SlowLogReader::slowerThan, List.of(OFF)),
            SlowLogConfig.DEFAULT.slowerThan(),
            "10ms",
            "How long a client waits for a command that is entered; 0ms for all commands. `CONFIG SET"
                    + " slowlog-log-slower-than` changes it, in microseconds, until the proxy ends.");

    private static final Setting<Integer> MAX_LENGTH = Setting.of(
            "max-length",
            ValueType.wholeNumber(0, MOST_ENTRIES),
            SlowLogConfig.DEFAULT.maxLength(),
            Integer.toString(SlowLogConfig.DEFAULT.maxLength()),
            "Entries that are kept; `CONFIG SET slowlog-max-len` changes it.");

    private SlowLogReader() {}

    static SlowLogConfig read(Section slowLog) {
        return new SlowLogConfig(slowLog.get(SLOWER_THAN), slowLog.get(MAX_LENGTH));
    }

    private static @Nullable Duration slowerThan(String text) {
        return text.equals(OFF) ? SlowLogConfig.OFF : DURATIONS.parser().parse(text);
    }
}

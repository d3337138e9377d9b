// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.slowlog.SlowLog;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The CONFIG parameters that are the proxy's own, by lower-case name: those of its configuration, and those of the slow log,
 * which CONFIG SET may change. As safe as the slow log.
 */
final class OwnParameters {
    private static final String SLOWER_THAN = "slowlog-log-slower-than";
    private static final String MAX_LENGTH = "slowlog-max-len";

    private final Map<String, String> fixed;
    private final SlowLog slowLog;

    OwnParameters(Map<String, String> fixed, SlowLog slowLog) {
        this.fixed = Map.copyOf(fixed);
        this.slowLog = slowLog;
    }

    /** Names, ordered. */
    SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>(fixed.keySet());
        names.add(SLOWER_THAN);
        names.add(MAX_LENGTH);
        return names;
    }

    boolean has(String name) {
        return isSettable(name) || fixed.containsKey(name);
    }

    boolean isSettable(String name) {
        return name.equals(SLOWER_THAN) || name.equals(MAX_LENGTH);
    }

    /** The value as of now. */
    String value(String name) {
        return switch (name) {
            case SLOWER_THAN -> Long.toString(slowLog.slowerThanMicros());
            case MAX_LENGTH -> Long.toString(slowLog.maxLength());
            default -> fixed.getOrDefault(name, "");
        };
    }

    /** Why a settable parameter cannot have a value, in Redis' words; null where it can. */
    @Nullable
    String objection(String name, OptionalLong value) {
        long least = name.equals(SLOWER_THAN) ? -1 : 0;
        if (value.isEmpty()) {
            return "argument couldn't be parsed into an integer";
        }
        return value.getAsLong() < least
                ? "argument must be between " + least + " and " + Long.MAX_VALUE + " inclusive"
                : null;
    }

    /** Sets a settable parameter to a value without objection. */
    void set(String name, long value) {
        if (name.equals(SLOWER_THAN)) {
            slowLog.slowerThan(value);
        } else {
            slowLog.maxLength(value);
        }
    }
}

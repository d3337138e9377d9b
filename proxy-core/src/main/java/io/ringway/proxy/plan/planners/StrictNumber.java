// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.resp.CommandFrame;
import java.util.OptionalLong;

/** Whole numbers as strictly as Redis reads them: no sign but a minus, no leading zeros, no spaces, 64 bits. Stateless. */
final class StrictNumber {
    private static final int LONGEST = 20;

    private StrictNumber() {}

    static OptionalLong parse(CommandFrame command, int argument) {
        int length = command.argLength(argument);
        if (length == 0 || length > LONGEST) {
            return OptionalLong.empty();
        }
        boolean negative = command.byteAt(argument, 0) == '-';
        int first = negative ? 1 : 0;
        if (first == length || (command.byteAt(argument, first) == '0' && length > 1)) {
            return OptionalLong.empty();
        }
        // Negative while it grows: the smallest number has no positive counterpart.
        long value = 0;
        for (int i = first; i < length; i++) {
            int digit = command.byteAt(argument, i) - '0';
            if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
                return OptionalLong.empty();
            }
            value = value * 10 - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(negative ? value : -value);
    }
}

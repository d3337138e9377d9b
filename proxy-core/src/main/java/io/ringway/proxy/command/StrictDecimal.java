// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.resp.CommandFrame;

/** Numbers among arguments, read as strictly as servers do: no spaces, no plus, no leading zeros. Stateless. */
final class StrictDecimal {
    static final long NOT_A_NUMBER = Long.MIN_VALUE;

    /** Enough for any count of arguments, and far from an overflow. */
    private static final int MAX_DIGITS = 18;

    private StrictDecimal() {}

    /** The number, or {@link #NOT_A_NUMBER}. Numbers of more than 18 digits are none. */
    static long parse(CommandFrame command, int argument) {
        int length = command.argLength(argument);
        boolean negative = length > 0 && command.byteAt(argument, 0) == '-';
        int firstDigit = negative ? 1 : 0;
        int digits = length - firstDigit;
        if (digits < 1 || digits > MAX_DIGITS) {
            return NOT_A_NUMBER;
        }
        if (command.byteAt(argument, firstDigit) == '0' && length > 1) {
            return NOT_A_NUMBER;
        }
        long value = 0;
        for (int i = firstDigit; i < length; i++) {
            int digit = command.byteAt(argument, i) - '0';
            if (digit < 0 || digit > 9) {
                return NOT_A_NUMBER;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }
}

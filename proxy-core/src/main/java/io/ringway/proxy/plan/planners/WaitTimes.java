// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.StreamKeys;
import io.ringway.proxy.plan.planners.BlockingPlanner.WaitTime;
import io.ringway.resp.CommandFrame;
import java.util.OptionalLong;

/** How long commands say they may block, as servers read it. Stateless. */
final class WaitTimes {
    /** Servers refuse longer waits, as their clock would overflow. */
    private static final double MAX_MILLIS = Long.MAX_VALUE / 2e6;

    private WaitTimes() {}

    /** Seconds with a fraction, at this argument; negative counts from the end. */
    static WaitTime seconds(int argument) {
        return command -> {
            int index = argument < 0 ? command.argCount() + argument : argument;
            return index < 0 || index >= command.argCount() ? WaitTime.NONE : seconds(command.argText(index));
        };
    }

    /** Milliseconds behind BLOCK. */
    static WaitTime blockOption() {
        return command -> {
            int option = StreamKeys.blockAt(command);
            return option == 0 || option + 1 >= command.argCount() ? WaitTime.NONE : millis(command, option + 1);
        };
    }

    /** Whole milliseconds at this argument, or {@link WaitTime#NONE} where servers refuse it. */
    static long millis(CommandFrame command, int argument) {
        OptionalLong millis = StrictNumber.parse(command, argument);
        boolean fits = millis.isPresent() && millis.getAsLong() >= 0 && millis.getAsLong() < MAX_MILLIS;
        return fits ? millis.getAsLong() : WaitTime.NONE;
    }

    private static long seconds(String text) {
        double seconds;
        try {
            seconds = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return WaitTime.NONE;
        }
        double millis = Math.ceil(seconds * 1000);
        return millis >= 0 && millis < MAX_MILLIS ? (long) millis : WaitTime.NONE;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** Answers to commands that no row of the table is for, to the letter as Redis 7.0 words them. Stateless. */
final class UnknownCommand {
    /** Most bytes that are repeated of a name, and of all arguments together. */
    private static final int SHOWN_BYTES = 128;

    /** Redis takes these for browsers that somebody sent to its port to do harm, and hangs up. */
    private static final Plan HANG_UP = new Plan.Close(null);

    private UnknownCommand() {}

    /** Whether no server would look the command up. */
    static boolean isBrowser(CommandFrame command) {
        return command.argIs(0, "POST") || command.argIs(0, "Host:");
    }

    static Plan plan(CommandFrame command) {
        if (isBrowser(command)) {
            return HANG_UP;
        }
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        for (int i = 1; i < command.argCount() && shown.size() < SHOWN_BYTES; i++) {
            int room = SHOWN_BYTES - shown.size();
            shown.write('\'');
            shown.writeBytes(beginning(command, i, room));
            shown.write('\'');
            shown.write(' ');
        }
        return Plan.Answer.error("ERR unknown command '" + text(beginning(command, 0, SHOWN_BYTES))
                + "', with args beginning with: " + text(shown.toByteArray()));
    }

    static Plan planSubcommand(CommandFrame command) {
        return Plan.Answer.error("ERR unknown subcommand '" + text(beginning(command, 1, SHOWN_BYTES)) + "'. Try "
                + command.argText(0).toUpperCase(Locale.ROOT) + " HELP.");
    }

    /** At most so many bytes of an argument, and none from a zero on, where a C string ends. */
    private static byte[] beginning(CommandFrame command, int argument, int atMost) {
        int length = Math.min(command.argLength(argument), atMost);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
        for (int i = 0; i < length && command.byteAt(argument, i) != 0; i++) {
            byte b = command.byteAt(argument, i);
            bytes.write(b == '\r' || b == '\n' ? ' ' : b);
        }
        return bytes.toByteArray();
    }

    private static String text(byte[] bytes) {
        return new RespValue.Bulk(bytes).text();
    }
}

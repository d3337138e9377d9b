// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.compat;

import io.ringway.resp.CommandFrame;

/**
 * A command that a client has sent at some time.
 *
 * @param client whatever tells it from others
 * @param database the database it was in, or {@link #UNKNOWN_DATABASE}
 * @param frame the command
 * @param text the command as a person would type it, shortened
 */
public record RecordedCommand(String client, int database, CommandFrame frame, String text) {
    public static final int UNKNOWN_DATABASE = -1;

    private static final int SHOWN_CHARACTERS = 100;

    public RecordedCommand {
        text = text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }

    /** A command of which nothing else is known. */
    static RecordedCommand of(CommandFrame frame) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < frame.argCount() && text.length() <= SHOWN_CHARACTERS; i++) {
            text.append(i == 0 ? "" : " ").append(word(frame, i));
        }
        return new RecordedCommand("", UNKNOWN_DATABASE, frame, text.toString());
    }

    private static String word(CommandFrame frame, int argument) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < Math.min(frame.argLength(argument), SHOWN_CHARACTERS); i++) {
            byte b = frame.byteAt(argument, i);
            word.append(b > ' ' && b <= '~' ? (char) b : '?');
        }
        return word.isEmpty() ? "\"\"" : word.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.compat;

import io.ringway.resp.CommandFrame;

/**
 * A command that a client has sent at some time.
 *
 * @param client whatever tells it from others
 * @param database the database it was in, or {@link #UNKNOWN_DATABASE}
 * @param inScript whether it was not the client that sent it, but the script or function that the client's command before has called
 * @param frame the command
 */
public record RecordedCommand(String client, int database, boolean inScript, CommandFrame frame) {
    public static final int UNKNOWN_DATABASE = -1;

    /** A command of which nothing else is known. */
    static RecordedCommand of(CommandFrame frame) {
        return new RecordedCommand("", UNKNOWN_DATABASE, false, frame);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.slowlog.KeptArguments;
import io.ringway.resp.CommandFrame;
import org.jspecify.annotations.Nullable;

/** Knows since when a client waits for a command that takes more than one reply, and tells the slow log. Confined to the event loop. */
final class SlowWatch {
    private final ClientReplies client;
    private final CommandSpec command;
    private final @Nullable KeptArguments arguments;
    private final long begun;

    private SlowWatch(ClientReplies client, CommandSpec command, @Nullable KeptArguments arguments, long begun) {
        this.client = client;
        this.command = command;
        this.arguments = arguments;
        this.begun = begun;
    }

    /** Begins with a client's command. */
    static SlowWatch begin(ClientLoop loop, ClientConnection client, CommandSpec command, CommandFrame frame) {
        KeptArguments arguments = loop.slowLog().keepsArguments(command) ? KeptArguments.of(frame) : null;
        return new SlowWatch(client.replies(), command, arguments, loop.loop().now());
    }

    /** The command is about to be answered, maybe because its time is up: no batch has read the clock then. */
    void end() {
        client.slow(command.id(), System.nanoTime() - begun, arguments);
    }
}

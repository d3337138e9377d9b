// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.slowlog.KeptArguments;
import io.ringway.proxy.transport.Loop;
import org.jspecify.annotations.Nullable;

/** Knows since when a client waits for a command that takes more than one reply, and tells the slow log. Confined to the event loop. */
final class SlowWatch {
    private final ClientReplies client;
    private final CommandSpec command;
    private final @Nullable KeptArguments arguments;
    private final long begun;

    SlowWatch(Loop loop, ClientReplies client, CommandSpec command, @Nullable KeptArguments arguments) {
        this.client = client;
        this.command = command;
        this.arguments = arguments;
        this.begun = loop.now();
    }

    /** The command is about to be answered, maybe because its time is up: no batch has read the clock then. */
    void end() {
        client.slow(command.id(), System.nanoTime() - begun, arguments);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.session.Topic;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A relay's SUBSCRIBE or UNSUBSCRIBE under way. Where it fails in any way but by a lost connection, nobody knows what the server
 * will send: the connection is closed then, and a new one begins anew. Confined to the event loop.
 *
 * @param begins whether it begins a subscription, rather than to end one
 * @param outcome null where nobody waits
 */
record RelayCommand(
        Relay relay, Topic topic, boolean begins, @Nullable RelayOutcome outcome) implements WholeReplySink {
    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        if (in.getByte(start) == '-') {
            // The line without its type and end.
            refused(in.toString(start + 1, length - 3, StandardCharsets.UTF_8));
            return;
        }
        relay.confirmed(topic, begins);
        if (outcome != null) {
            outcome.done();
        }
    }

    @Override
    public void failed(long ticket, Failure failure) {
        relay.failed(topic, failure);
        if (outcome != null) {
            outcome.failed(failure.text());
        }
    }

    private void refused(String error) {
        relay.refused(topic, error);
        if (outcome != null) {
            outcome.failed(error);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.session.Topic;

/** Whoever a loop's relays bring messages to. Called on the event loop. */
public interface RelayListener {
    /** A message about a topic: the RESP3 push as the server sent it. The buffer is borrowed. */
    void message(Topic topic, ByteBuf in, int start, int length);

    /** A shard has begun to send such messages to this loop. */
    void begun(Topic topic, int shard);

    /** It sends them no longer: as told, or because the connection was lost. */
    void ended(Topic topic, int shard);
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client of a tracked lane: says how it tracks, and is told what the shard says. Called on its event loop. */
public interface TrackingListener {
    /** Whether what the shard says comes in on a connection of its own. */
    boolean redirects();

    /** Whether it has to be told of changes even while it sends nothing. */
    boolean broadcasts();

    /** Whether what is sent is not to count as use of keys. */
    boolean leavesUntouched();

    /**
     * What begins tracking on a new connection.
     *
     * @param redirect what the server calls the connection that it tells instead, or 0
     */
    List<List<String>> beginning(long redirect);

    /** The ticket of the client's newest command. */
    long newestTicket();

    /** The number of the command that is being carried out. */
    long commandNumber();

    /** What {@code CLIENT CACHING} says of that command, or null. */
    @Nullable
    String caching();

    /**
     * A shard says something behind the replies up to that ticket's; the buffer is borrowed.
     *
     * @param ticket the newest that the shard has answered, or part of it; -1 for none
     */
    void pushed(int shard, long ticket, ByteBuf in, int start, int length);

    /** The shard says something on a connection of its own; the buffer is borrowed. */
    void redirected(ByteBuf in, int start, int length);

    /**
     * Changes may have gone unsaid, as a connection was lost.
     *
     * @param ticket the newest that the shard has answered, or part of it; -1 for none
     */
    void missed(long ticket);
}

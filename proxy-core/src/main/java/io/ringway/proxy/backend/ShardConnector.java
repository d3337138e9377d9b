// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.ringway.proxy.transport.Loop;

/** Opens a connection to a shard on a loop; its name is looked up anew each time. */
@FunctionalInterface
public interface ShardConnector {
    ChannelFuture connect(Loop loop, Shard shard, ChannelHandler handler);
}

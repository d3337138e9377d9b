// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.session;

import java.nio.charset.StandardCharsets;

/**
 * Something to subscribe to. Immutable.
 *
 * @param name a channel or pattern, one character per byte
 * @param shard where it is subscribed to: the shard of a shard channel's name; {@link #EVERYWHERE} for the others, as their
 *     messages may be published on any shard
 */
public record Topic(TopicKind kind, String name, int shard) {
    public static final int EVERYWHERE = -1;

    /** A channel of PUBLISH. */
    public static Topic channel(String name) {
        return new Topic(TopicKind.CHANNEL, name, EVERYWHERE);
    }

    /** A pattern of such channels. */
    public static Topic pattern(String name) {
        return new Topic(TopicKind.PATTERN, name, EVERYWHERE);
    }

    /** A channel of SPUBLISH. */
    public static Topic shardChannel(String name, int shard) {
        return new Topic(TopicKind.SHARD_CHANNEL, name, shard);
    }

    /** The name as it is sent. */
    public byte[] bytes() {
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The name that these bytes are. */
    public static String nameOf(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

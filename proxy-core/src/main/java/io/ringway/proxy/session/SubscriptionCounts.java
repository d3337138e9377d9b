// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.session;

/** How much a client has subscribed to. Immutable. */
public record SubscriptionCounts(int channels, int patterns, int shardChannels) {
    public static final SubscriptionCounts NONE = new SubscriptionCounts(0, 0, 0);

    /** Whether there is any subscription. */
    public boolean any() {
        return channels + patterns + shardChannels > 0;
    }

    /** The number that a confirmation tells: shard channels are counted apart. */
    public int confirmed(TopicKind kind) {
        return kind == TopicKind.SHARD_CHANNEL ? shardChannels : channels + patterns;
    }

    /** With so many more of a kind, or fewer where negative. */
    public SubscriptionCounts plus(TopicKind kind, int count) {
        return switch (kind) {
            case CHANNEL -> new SubscriptionCounts(channels + count, patterns, shardChannels);
            case PATTERN -> new SubscriptionCounts(channels, patterns + count, shardChannels);
            case SHARD_CHANNEL -> new SubscriptionCounts(channels, patterns, shardChannels + count);
        };
    }
}

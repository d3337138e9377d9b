// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * Hash tags by the shard that they are on, for proxies of four shards with the fixture's names. Found by asking, so that
 * nothing here knows how keys are placed. Immutable.
 */
public final class ShardTags {
    private static final int TAGS_PER_SHARD = 4;
    private static final List<List<String>> BY_SHARD = find();

    private ShardTags() {}

    /** A key on this shard: its tag in braces, then what is given. */
    public static String key(int shard, int tag, String rest) {
        return "{" + BY_SHARD.get(shard).get(tag % TAGS_PER_SHARD) + "}" + rest;
    }

    /** The first of a shard's keys. */
    public static String key(int shard, String rest) {
        return key(shard, 0, rest);
    }

    private static List<List<String>> find() {
        int shards = SharedRedis.SHARDS.size();
        List<List<String>> found = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            found.add(new ArrayList<>());
        }
        try (ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(shards));
                RawClient client = proxy.connect()) {
            for (int i = 0; found.stream().anyMatch(tags -> tags.size() < TAGS_PER_SHARD); i++) {
                String key = "{tag" + i + "}";
                client.call("SET", key, "x");
                for (int shard = 0; shard < shards; shard++) {
                    try (RawClient direct = SharedRedis.SHARDS.get(shard).connect()) {
                        if (direct.call("DEL", key).equals(":1\r\n")) {
                            found.get(shard).add("tag" + i);
                        }
                    }
                }
            }
        }
        return found;
    }
}

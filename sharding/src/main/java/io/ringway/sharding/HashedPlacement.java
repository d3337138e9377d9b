// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.util.List;

/** A placement in three steps: cut out the hash tag, hash it, pick a shard by the hash. Immutable. */
final class HashedPlacement implements Placement {
    private final PlacementSpec spec;
    private final HashTag hashTag;
    private final KeyHash hash;
    private final ShardPicker picker;

    HashedPlacement(PlacementSpec spec) {
        this.spec = spec;
        this.hashTag = spec.hashTag();
        this.hash = spec.hash();
        this.picker = spec.algorithm().picker(spec.shards());
    }

    @Override
    public List<WeightedShard> shards() {
        return spec.shards();
    }

    @Override
    public int shardOf(byte[] key, int length) {
        long hashed = hashTag.find(key, length);
        return picker.pick(hash.of(key, HashTag.from(hashed), HashTag.to(hashed)));
    }

    @Override
    public Explanation explain(byte[] key) {
        long hashed = hashTag.find(key, key.length);
        int from = HashTag.from(hashed);
        int to = HashTag.to(hashed);
        long value = hash.of(key, from, to);
        int shard = picker.pick(value);
        return new Explanation.ByHash(
                to - from != key.length,
                Printable.of(key, from, to),
                hash,
                value,
                spec.algorithm(),
                shard,
                shards().get(shard).name());
    }
}

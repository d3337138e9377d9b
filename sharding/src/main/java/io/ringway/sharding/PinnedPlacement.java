// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A placement with rules in front of it. Immutable. */
final class PinnedPlacement implements Placement {
    private final Placement others;
    private final Pin[] pins;

    /**
     * Puts it together.
     *
     * @param others for the keys that no pin holds
     * @param pins at least one; the first that holds a key decides
     */
    PinnedPlacement(Placement others, List<Pin> pins) {
        this.others = others;
        this.pins = pins.toArray(new Pin[0]);
    }

    @Override
    public List<WeightedShard> shards() {
        return others.shards();
    }

    @Override
    public int shardOf(byte[] key, int length) {
        Pin pin = find(key, length);
        return pin == null ? others.shardOf(key, length) : pin.shard();
    }

    @Override
    public int onlyShard() {
        int shard = pins[0].shard();
        boolean pinsEveryKey = false;
        for (Pin pin : pins) {
            if (pin.shard() != shard) {
                return SEVERAL;
            }
            pinsEveryKey |= pin.holdsAllKeys();
        }
        return pinsEveryKey || others.onlyShard() == shard ? shard : SEVERAL;
    }

    @Override
    public Explanation explain(byte[] key) {
        Pin pin = find(key, key.length);
        return pin == null
                ? others.explain(key)
                : pin.explain(shards().get(pin.shard()).name());
    }

    private @Nullable Pin find(byte[] key, int length) {
        for (Pin pin : pins) {
            if (pin.holds(key, length)) {
                return pin;
            }
        }
        return null;
    }
}

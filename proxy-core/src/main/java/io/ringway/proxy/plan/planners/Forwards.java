// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan.Forward;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The plans that forward one row's command, made once for each shard that turns up. Confined to one event loop. */
final class Forwards {
    private final CommandSpec spec;
    private @Nullable Forward[] byShard = new Forward[1];

    Forwards(CommandSpec spec) {
        this.spec = spec;
    }

    Forward to(int shard) {
        if (shard < byShard.length) {
            Forward plan = byShard[shard];
            if (plan != null) {
                return plan;
            }
        }
        return make(shard);
    }

    private Forward make(int shard) {
        if (shard >= byShard.length) {
            byShard = Arrays.copyOf(byShard, Math.max(shard + 1, byShard.length * 2));
        }
        Forward plan = new Forward(spec, shard);
        byShard[shard] = plan;
        return plan;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.resp.RespValue;
import io.ringway.resp.RespValue.Err;
import java.util.List;

/**
 * For commands that every shard carries out: what all say, or the first error, which says so where others fared otherwise.
 * Stateless.
 */
public enum UnanimousMerge implements ReplyMerge {
    INSTANCE;

    private static final String PARTIAL = "; this is a part of the command, and other shards may have executed theirs";

    @Override
    public boolean takesErrors() {
        return true;
    }

    @Override
    public RespValue merge(List<RespValue> replies) {
        Err first = null;
        for (RespValue reply : replies) {
            if (reply instanceof Err error) {
                first = error;
                break;
            }
        }
        if (first == null) {
            return replies.get(0);
        }
        Err error = first;
        return replies.stream().allMatch(error::equals) ? error : new Err(error.text() + PARTIAL, error.bulk());
    }
}

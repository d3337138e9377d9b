// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.resp.RespValue;
import io.ringway.resp.RespValue.Err;
import java.util.List;

/**
 * For commands that are done where any shard has done them: the first reply that is no error. Of errors, those that say that
 * nothing runs on a shard matter least. Stateless.
 */
public enum AnySuccessMerge implements ReplyMerge {
    INSTANCE;

    private static final String NOTHING_RUNS = "NOTBUSY";

    @Override
    public boolean takesErrors() {
        return true;
    }

    @Override
    public RespValue merge(List<RespValue> replies) {
        RespValue error = replies.get(0);
        for (RespValue reply : replies) {
            if (!(reply instanceof Err)) {
                return reply;
            }
            if (saysThatNothingRuns(error)) {
                error = reply;
            }
        }
        return error;
    }

    private static boolean saysThatNothingRuns(RespValue reply) {
        return reply instanceof Err error && error.text().startsWith(NOTHING_RUNS);
    }
}

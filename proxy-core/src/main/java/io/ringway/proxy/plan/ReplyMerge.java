// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.resp.RespValue;
import java.util.List;

/**
 * Makes one reply out of the pieces' replies. Called once all have come, with none of them an error: the first error, in the
 * pieces' order, is the whole command's reply unless {@link #takesErrors}. Implementations are stateless or immutable.
 */
@FunctionalInterface
public interface ReplyMerge {
    /**
     * The merged reply.
     *
     * @param replies one for each piece, in the plan's order
     */
    RespValue merge(List<RespValue> replies);

    /** As {@link #merge(List)}, for replies that tell of the proxy too; this is the one that whoever runs the plan calls. */
    default RespValue merge(List<RespValue> replies, ProxyView proxy) {
        return merge(replies);
    }

    /** The merge for a command that is sent now, where what the proxy knows by then matters and not what it knows later. */
    default ReplyMerge asOf(ProxyView proxy) {
        return this;
    }

    /** Whether the merge wants to see errors among the replies. */
    default boolean takesErrors() {
        return false;
    }
}

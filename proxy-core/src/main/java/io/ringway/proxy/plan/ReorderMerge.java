// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.plan.Plan.Piece;
import io.ringway.resp.RespValue;
import io.ringway.resp.RespValue.Array;
import java.util.Arrays;
import java.util.List;

/**
 * Puts the elements of the pieces' replies, one for each argument of a piece, into the order of the arguments. Immutable.
 *
 * @param argumentCount how many arguments all pieces have together
 */
public record ReorderMerge(List<Piece> pieces, int argumentCount) implements ReplyMerge {
    @Override
    public RespValue merge(List<RespValue> replies) {
        RespValue[] merged = new RespValue[argumentCount];
        for (int i = 0; i < replies.size(); i++) {
            int[] arguments = pieces.get(i).arguments();
            if (!(replies.get(i) instanceof Array array) || array.elements().size() != arguments.length) {
                return ReplyMerges.unexpected(replies.get(i));
            }
            for (int j = 0; j < arguments.length; j++) {
                // The command's name is argument 0.
                merged[arguments[j] - 1] = array.elements().get(j);
            }
        }
        return new Array(Arrays.asList(merged));
    }
}

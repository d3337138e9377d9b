// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.resp.RespValue;
import io.ringway.resp.RespValue.Array;
import io.ringway.resp.RespValue.Bulk;
import java.util.List;

/** Puts our cursor in the place of the shard's own. Immutable. */
record ScanMerge(ScanCursor cursor, int shardCount) implements ReplyMerge {
    @Override
    public RespValue merge(List<RespValue> replies) {
        if (replies.get(0) instanceof Array page
                && page.elements().size() == 2
                && page.elements().get(0) instanceof Bulk own
                && isCursor(own.bytes())) {
            String next = cursor.next(own.text(), shardCount).text();
            return RespValue.array(RespValue.bulk(next), page.elements().get(1));
        }
        return RespValue.error("ERR a shard gave no cursor");
    }

    private static boolean isCursor(byte[] text) {
        for (byte b : text) {
            if (b < '0' || b > '9') {
                return false;
            }
        }
        return text.length > 0 && text.length <= 20;
    }
}

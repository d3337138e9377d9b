// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.resp.RespValue;
import java.util.List;

/** What was found out for a command whose plan was a {@link Plan.Inquire}, so that it can be planned anew. Immutable. */
public sealed interface Finding {
    /** What could be found out about the command's name has been learned. */
    record Learned() implements Finding {}

    /** The command's keys. */
    record Keys(List<byte[]> keys) implements Finding {
        public Keys {
            keys = List.copyOf(keys);
        }
    }

    /** Nothing, and why: the answer to the command. */
    record Nothing(RespValue error) implements Finding {}
}

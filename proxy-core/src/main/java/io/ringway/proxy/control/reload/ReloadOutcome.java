// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.reload;

import io.ringway.proxy.metrics.ReloadResult;
import java.util.List;

/**
 * What came of a reload. Immutable.
 *
 * @param lines what has changed, or what is wrong; at least one, without line ends
 */
public record ReloadOutcome(ReloadResult result, List<String> lines) {
    public ReloadOutcome {
        lines = List.copyOf(lines);
    }

    static ReloadOutcome refused(String reason) {
        return new ReloadOutcome(ReloadResult.REFUSED, List.of(reason));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Compares replies of two servers to the same commands. Stateless. */
public final class Comparison {
    private static final int SHOWN = 20;

    private Comparison() {}

    /** Fails with the first differences, each with its command. */
    public static void assertSame(List<Script.Line> lines, List<String> direct, List<String> proxied) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Script.Line line = lines.get(i);
            if (!line.sameness().holds(direct.get(i), proxied.get(i))) {
                differences.add(line + "\n      redis  " + Delivery.visible(direct.get(i)) + "\n      proxy  "
                        + Delivery.visible(proxied.get(i)));
            }
        }
        assertThat(differences.size())
                .withFailMessage(() -> differences.size() + " of " + lines.size() + " replies differ:\n  "
                        + String.join("\n  ", differences.subList(0, Math.min(SHOWN, differences.size()))))
                .isZero();
    }
}

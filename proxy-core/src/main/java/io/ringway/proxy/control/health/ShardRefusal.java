// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import java.io.IOException;

/** A shard answers, and does not want to do what it is asked. Immutable. */
final class ShardRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    ShardRefusal(String error) {
        super(error);
    }

    /** Whether that is for now only. */
    boolean isPassing() {
        String error = String.valueOf(getMessage());
        return error.startsWith("LOADING") || error.startsWith("BUSY") || error.startsWith("MASTERDOWN");
    }
}

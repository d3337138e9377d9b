// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.util.concurrent.ThreadLocalRandom;

/** Where a test's randomness begins: another one in each run, and the same again with {@code -Dringway.seed=N}. */
public final class Seed {
    private static final String PROPERTY = "ringway.seed";
    private static final long VALUE =
            Long.getLong(PROPERTY, ThreadLocalRandom.current().nextInt(1_000_000));

    private Seed() {}

    /** The seed of this JVM's tests. */
    public static long value() {
        return VALUE;
    }

    /** How to repeat a failure. */
    public static String hint() {
        return "repeat with -D" + PROPERTY + "=" + VALUE;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.util.HashSet;
import java.util.Set;

/**
 * What a client knows of a key that nobody else writes: which values a read may give. A write without an answer may be
 * carried out at any later time, so its value stays possible. Confined to its client's thread.
 */
final class OwnedKey {
    static final String MISSING = "";

    private final String name;
    private final int shard;
    /** Values of writes that got no answer; they never leave. */
    private final Set<String> uncertain = new HashSet<>();

    private String acknowledged = MISSING;
    private int writes;

    OwnedKey(String name, int shard) {
        this.name = name;
        this.shard = shard;
    }

    String name() {
        return name;
    }

    int shard() {
        return shard;
    }

    /** A value that nobody ever wrote or will write, and that tells where it belongs. */
    String nextValue() {
        return name + "#" + ++writes;
    }

    void acknowledge(String value) {
        acknowledged = value;
    }

    void doubt(String value) {
        uncertain.add(value);
    }

    /** The server has forgotten everything, or will. */
    void mayBeLost() {
        uncertain.add(MISSING);
    }

    String acknowledged() {
        return acknowledged;
    }

    boolean mayBe(String value) {
        return value.equals(acknowledged) || uncertain.contains(value);
    }
}

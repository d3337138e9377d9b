// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

/** The two versions of the Redis serialization protocol. A connection speaks one of them at a time. */
public enum Protocol {
    RESP2(2),
    RESP3(3);

    private final int version;

    Protocol(int version) {
        this.version = version;
    }

    /** The number that {@code HELLO} takes. */
    public int version() {
        return version;
    }
}

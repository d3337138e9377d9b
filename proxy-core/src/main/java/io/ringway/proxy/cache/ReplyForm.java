// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

/** For clients of which protocol version a remembered reply is. Immutable. */
public enum ReplyForm {
    /** The reply is the same in both versions, but for the null that it may be as a whole. */
    EITHER,
    RESP2,
    RESP3;

    private static final ReplyForm[] ALL = values();

    @SuppressWarnings("EnumOrdinal") // a number that lives as long as the enum
    int number() {
        return ordinal();
    }

    static ReplyForm of(int number) {
        return ALL[number];
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

/** Whether the reply of a command that reads one key may be remembered, and for whom. Immutable. */
public enum Cacheable {
    /** It depends on more than the key, or nobody has decided. */
    NO(""),
    /** For all clients: the reply is the same in RESP2 and RESP3, but for the null that it may be as a whole. */
    EITHER("either"),
    /** For clients of the same protocol version: the versions differ. */
    OWN("own");

    private final String text;

    Cacheable(String text) {
        this.text = text;
    }

    /** The word for it in the command table; empty for no. */
    String text() {
        return text;
    }

    static Cacheable of(String text) {
        for (Cacheable each : values()) {
            if (each.text.equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("not a word of the column cacheable: " + text);
    }
}

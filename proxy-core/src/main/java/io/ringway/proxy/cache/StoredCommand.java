// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

/** A copy of a command whose reply is being fetched. Immutable. */
public final class StoredCommand {
    private final byte[] arguments;
    private final long kind;
    private final long hash;

    /** @param arguments from the key's first byte to the last argument's last, as they were sent; not to be changed */
    StoredCommand(byte[] arguments, long kind, long hash) {
        this.arguments = arguments;
        this.kind = kind;
        this.hash = hash;
    }

    byte[] arguments() {
        return arguments;
    }

    long kind() {
        return kind;
    }

    public long hash() {
        return hash;
    }

    public ReplyForm form() {
        return CommandProbe.formOf(kind);
    }
}

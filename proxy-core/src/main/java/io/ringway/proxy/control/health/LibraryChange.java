// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.health;

import java.nio.charset.StandardCharsets;

/**
 * Something to be done to a shard: it is given a library, or one that it was given is taken back. Immutable.
 *
 * @param isBack whether it is taken back
 */
record LibraryChange(LibraryCopy copy, boolean isBack) {
    private static final byte[] FUNCTION = bytes("FUNCTION");
    private static final byte[] LOAD = bytes("LOAD");
    private static final byte[] DELETE = bytes("DELETE");

    /** The command for it; a library that has come to the shard meanwhile is not replaced. */
    byte[][] command() {
        return isBack
                ? new byte[][] {FUNCTION, DELETE, bytes(copy.library())}
                : new byte[][] {FUNCTION, LOAD, copy.code().bytes()};
    }

    /** What to say of it once it is done. */
    String done() {
        return isBack ? "taken back, as it was deleted or replaced elsewhere" : "loaded, as the shard lacked it";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

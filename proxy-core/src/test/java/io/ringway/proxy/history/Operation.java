// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.history;

/**
 * One operation on one key, as its client saw it; moments are of {@link System#nanoTime}. Immutable.
 *
 * @param client who did it; operations of one client and batch are in the order in which they were sent
 * @param proxy through which proxy, or {@link #DIRECT}
 * @param value read or written, each written once; {@link #ABSENT} for no value, {@link #OTHER} for one of another type
 * @param answered when the reply came; {@link #NEVER} where it is not known what became of a write
 * @param livesNanos how long a written value lives; {@link #NEVER} for ever
 * @param batch number of the pipeline, unique within the client
 * @param position within the pipeline
 */
record Operation(
        Kind kind,
        int client,
        int proxy,
        long value,
        long invoked,
        long answered,
        long livesNanos,
        int batch,
        int position) {
    static final int DIRECT = -1;
    static final long ABSENT = 0;
    static final long OTHER = -1;
    static final long NEVER = Long.MAX_VALUE;

    enum Kind {
        READ,
        WRITE,
        /** Takes the value away, or replaces it by one of another type. */
        DELETE
    }

    boolean isRead() {
        return kind == Kind.READ;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.metrics;

import java.util.Locale;

/** What can become of a read that the cache may answer, and of what was fetched to be remembered. Immutable. */
public enum CacheEvent {
    /** Answered from the cache. */
    HIT(Kind.READ),
    /** Sent to the shard, to be remembered. */
    MISS(Kind.READ),
    /** Waits for the reply to the same read of somebody else. */
    JOINED(Kind.READ),
    /** A write to such a key was on its way. */
    BYPASS_WRITE(Kind.READ),
    /** The client has a read under way that this one must not overtake. */
    BYPASS_ORDER(Kind.READ),
    /** The rule for the key says so. */
    BYPASS_RULE(Kind.READ),
    /** The key is not asked for often enough. */
    BYPASS_COLD(Kind.READ),
    /** The shard does not tell of changes now. */
    BYPASS_UNARMED(Kind.READ),
    /** The cache is switched off. */
    BYPASS_OFF(Kind.READ),
    /** Remembered. */
    STORED(Kind.FILL),
    /** Something changed while it was on its way. */
    REJECTED_CHANGED(Kind.FILL),
    /** Longer than the rule for the key allows. */
    REJECTED_LARGE(Kind.FILL),
    /** An error. */
    REJECTED_ERROR(Kind.FILL),
    /** About to expire, or just expired. */
    REJECTED_EXPIRING(Kind.FILL),
    /** The shard would not tell of changes. */
    REJECTED_UNTRACKED(Kind.FILL),
    /** There was no reply. */
    REJECTED_LOST(Kind.FILL);

    private final Kind kind;

    CacheEvent(Kind kind) {
        this.kind = kind;
    }

    boolean isRead() {
        return kind == Kind.READ;
    }

    /** As it is called in labels. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private enum Kind {
        READ,
        FILL
    }
}

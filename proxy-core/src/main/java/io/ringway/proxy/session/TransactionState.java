// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.session;

/**
 * Where a client stands between WATCH, MULTI and EXEC. Immutable.
 *
 * @param open whether commands are queued, as MULTI was the last word
 * @param failed whether a queued command was refused, so that EXEC will be too
 * @param shard the shard of the queued commands, or {@link #NO_SHARD} as long as none of them has a key
 * @param watchedShard the shard of the watched keys, or {@link #NO_SHARD}
 * @param alone whether EXEC has to wait until everything before it has been answered, for a queued command that would have to
 * @param greeted whether HELLO is among the queued commands, so that the connection's protocol may change with EXEC
 * @param outerDatabase the database at the time of MULTI, to which the client returns unless EXEC succeeds
 */
public record TransactionState(
        boolean open, boolean failed, int shard, int watchedShard, boolean alone, boolean greeted, int outerDatabase) {
    public static final int NO_SHARD = -1;

    /** Neither queueing nor watching. */
    public static final TransactionState NONE = new TransactionState(false, false, NO_SHARD, NO_SHARD, false, false, 0);

    /** Whether there is nothing to it: neither MULTI nor WATCH. */
    public boolean isNone() {
        return !open && !watches();
    }

    public boolean watches() {
        return watchedShard != NO_SHARD;
    }

    /** After WATCH of keys on a shard. */
    public TransactionState watching(int watched) {
        return new TransactionState(open, failed, shard, watched, alone, greeted, outerDatabase);
    }

    /** After MULTI in a database. */
    public TransactionState begun(int database) {
        return new TransactionState(true, false, watchedShard, watchedShard, false, false, database);
    }

    /** After a command with keys on a shard was queued. */
    public TransactionState onShard(int next) {
        return next == shard
                ? this
                : new TransactionState(open, failed, next, watchedShard, alone, greeted, outerDatabase);
    }

    /** After a command was queued that has to be alone. */
    public TransactionState withAlone() {
        return new TransactionState(open, failed, shard, watchedShard, true, greeted, outerDatabase);
    }

    /** After HELLO was queued. */
    public TransactionState withGreeting() {
        return new TransactionState(open, failed, shard, watchedShard, alone, true, outerDatabase);
    }

    /** After a command was refused. */
    public TransactionState withFailure() {
        return new TransactionState(open, true, shard, watchedShard, alone, greeted, outerDatabase);
    }
}

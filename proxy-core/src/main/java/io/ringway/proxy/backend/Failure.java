// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

/**
 * Why a command got no reply. Immutable.
 *
 * @param text the error reply, beginning with its code
 */
public record Failure(Kind kind, String text) {
    /** What is known of the command, which decides what may be done about it. */
    public enum Kind {
        /** It has not left the proxy: nothing happened. */
        NOT_SENT,
        /** It was sent and its reply never came: it may have been carried out. */
        NO_REPLY,
        /** Its reply did not come in time: it may still be carried out. */
        TIMEOUT,
        /** It was carried out, and there is no room for its reply. */
        TOO_LARGE
    }

    static Failure unreachable(Shard shard, String reason) {
        return new Failure(
                Kind.NOT_SENT,
                "ERR shard '" + shard.name() + "' at " + shard.endpoint() + " is unreachable: " + reason
                        + "; the command was not sent");
    }

    static Failure connectionLost(Shard shard, String reason) {
        return new Failure(
                Kind.NO_REPLY,
                "ERR connection to shard '" + shard.name() + "' at " + shard.endpoint() + " was lost: " + reason
                        + "; the command may have been executed");
    }

    static Failure timeout(Shard shard, long millis) {
        return new Failure(
                Kind.TIMEOUT,
                "ERR shard '" + shard.name() + "' at " + shard.endpoint() + " did not answer within " + millis
                        + " ms; the command may have been executed");
    }

    static Failure overloaded(Shard shard) {
        return new Failure(
                Kind.NOT_SENT,
                "ERR shard '" + shard.name() + "' at " + shard.endpoint()
                        + " has too many commands waiting; the command was not sent");
    }

    static Failure noneToLend(Shard shard, int max, long millis) {
        return new Failure(
                Kind.NOT_SENT,
                "ERR all " + max + " connections to shard '" + shard.name() + "' at " + shard.endpoint()
                        + " that may be lent to blocking commands and transactions with WATCH are in use, and none came"
                        + " free within " + millis + " ms; the command was not sent (see pinned.max)");
    }

    /** A reply, or several that belong together, that would take more memory than there is for merging. */
    public static Failure tooLarge() {
        return new Failure(
                Kind.TOO_LARGE, "ERR the replies of the shards are too large to be merged; ask for less at a time");
    }

    /** A reply to a piece of a command that could be framed but not read. */
    public static Failure malformed(String reason) {
        return new Failure(
                Kind.NO_REPLY,
                "ERR a shard sent a malformed reply: " + reason + "; the command may have been executed");
    }

    /** The same of a question that had to be answered before the command itself could be sent. */
    public Failure ofQuestion() {
        int end = text.indexOf("; the command");
        return new Failure(Kind.NOT_SENT, (end < 0 ? text : text.substring(0, end)) + "; the command was not sent");
    }

    /** The same of a piece of a command: what it says holds for that piece alone. */
    public Failure ofPiece() {
        return new Failure(kind, text + "; this is a part of the command, and other shards may have executed theirs");
    }
}

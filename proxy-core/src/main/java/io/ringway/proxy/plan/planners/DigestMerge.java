// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.ReplyMerge;
import io.ringway.proxy.plan.ReplyMerges;
import io.ringway.resp.RespValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes one DEBUG DIGEST of the shards'. A server begins with a hash of the database's number and adds each key's digest by
 * exclusive or, so over one database the result is what one server with all the keys would say. With keys in several databases
 * it hashes what it has when it comes to the next, and there is no way to know that of all; then the shards' digests are added
 * as they are, which still tells whether anything has changed. Immutable.
 *
 * @param start where a server with keys begins; null where it cannot be told
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DigestMerge(byte @Nullable [] start) implements ReplyMerge {
    private static final int BYTES = 20;
    private static final HexFormat HEX = HexFormat.of();
    private static final String DATABASE = "db";

    /** For the databases that have keys on any shard. */
    static DigestMerge ofStoreWith(List<RespValue> keyspaces) {
        TreeSet<Integer> databases = new TreeSet<>();
        for (RespValue keyspace : keyspaces) {
            for (String line : text(keyspace).split("\r\n", -1)) {
                int colon = line.indexOf(':');
                if (line.startsWith(DATABASE) && colon > 0) {
                    databases.add(Integer.parseInt(line.substring(DATABASE.length(), colon)));
                }
            }
        }
        return new DigestMerge(databases.size() == 1 ? startOf(databases.first()) : null);
    }

    @Override
    public RespValue merge(List<RespValue> replies) {
        byte[] all = new byte[BYTES];
        int withKeys = 0;
        for (RespValue reply : replies) {
            if (!(reply instanceof RespValue.SimpleString digest)
                    || digest.text().length() != 2 * BYTES) {
                return ReplyMerges.unexpected(reply);
            }
            withKeys += add(HEX.parseHex(digest.text()), all) ? 1 : 0;
        }
        byte[] common = start;
        if (common != null && withKeys > 0 && withKeys % 2 == 0) {
            // Every shard began with it; an even number of times is none.
            add(common, all);
        }
        return new RespValue.SimpleString(HEX.formatHex(all));
    }

    /** Returns whether there was anything to add. */
    private static boolean add(byte[] digest, byte[] all) {
        int any = 0;
        for (int i = 0; i < BYTES; i++) {
            all[i] ^= digest[i];
            any |= digest[i];
        }
        return any != 0;
    }

    private static byte[] startOf(int database) {
        byte[] number = {(byte) (database >> 24), (byte) (database >> 16), (byte) (database >> 8), (byte) database};
        return sha1(sha1(number));
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static String text(RespValue reply) {
        if (reply instanceof RespValue.Verbatim verbatim) {
            return verbatim.text();
        }
        return reply instanceof RespValue.Bulk bulk ? bulk.text() : "";
    }
}

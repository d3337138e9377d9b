// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes commands by chance, over a few keys that are of any type at any time. Only commands whose replies follow from the
 * commands before. Used by one thread.
 */
public final class RandomCommands {
    /** {@code K} a key, {@code T} a key with the shared tag, {@code N} a number, {@code W} a word, {@code L} a long value, {@code F} a float. */
    private static final List<String> TEMPLATES = List.of(
            "SET K W",
            "SET K N",
            "SET K L",
            "SET K W NX",
            "SET K W XX GET",
            "GET K",
            "GETSET K W",
            "GETDEL K",
            "APPEND K W",
            "STRLEN K",
            "GETRANGE K N N",
            "SETRANGE K N W",
            "INCR K",
            "INCRBY K N",
            "DECRBY K N",
            "INCRBYFLOAT K F",
            "SETBIT K N 1",
            "GETBIT K N",
            "BITCOUNT K",
            "BITPOS K 1",
            "BITFIELD K INCRBY u4 N 3 GET u8 N",
            "LPUSH K W W",
            "RPUSH K N N W",
            "LPOP K",
            "RPOP K N",
            "LLEN K",
            "LRANGE K N N",
            "LINDEX K N",
            "LSET K N W",
            "LREM K N W",
            "LTRIM K N N",
            "LINSERT K BEFORE W W",
            "LPOS K W",
            "HSET K W W",
            "HSET K W N W W",
            "HGET K W",
            "HMGET K W W W",
            "HGETALL K",
            "HDEL K W W",
            "HLEN K",
            "HEXISTS K W",
            "HINCRBY K W N",
            "HSCAN K 0",
            "SADD K N N N",
            "SREM K N",
            "SISMEMBER K N",
            "SMISMEMBER K N N",
            "SCARD K",
            "SMEMBERS K",
            "SSCAN K 0",
            "ZADD K N W",
            "ZADD K F W N W",
            "ZINCRBY K F W",
            "ZSCORE K W",
            "ZRANK K W",
            "ZRANGE K N N WITHSCORES",
            "ZRANGEBYSCORE K -inf N",
            "ZREM K W",
            "ZPOPMIN K",
            "ZPOPMAX K N",
            "ZCARD K",
            "ZCOUNT K N N",
            "XADD K N-N W W",
            "XLEN K",
            "XRANGE K - + COUNT N",
            "XDEL K N-N",
            "PFADD K W W",
            "PFCOUNT K",
            "GEOADD K 13.36 38.11 W",
            "GEOPOS K W",
            // Members that differ behind a zero byte only are the same to SORT, and keep a set's own order.
            "?SORT K ALPHA",
            "DEL K",
            "DEL K K K",
            "UNLINK K K",
            "EXISTS K K K K",
            "TOUCH K K",
            "MGET K K K K K",
            "MSET K W K N K W",
            "TYPE K",
            "%TTL K",
            "PERSIST K",
            "EXPIREAT K 33177117420",
            "EXPIRETIME K",
            "OBJECT ENCODING K",
            "DUMP K",
            "EVAL \"return {KEYS[1], ARGV[1]}\" 1 K W",
            "EVAL \"return redis.call('type', KEYS[1])\" 1 K",
            "COPY T T REPLACE",
            "RENAME T T",
            "SUNIONSTORE T T T",
            "SINTER T T",
            "LMOVE T T LEFT RIGHT",
            "ZUNIONSTORE T 2 T T",
            "PFMERGE T T T",
            "BITOP OR T T T",
            "MSETNX T W T W",
            "SET T W",
            "SADD T N N",
            "RPUSH T W",
            "ZADD T N W",
            "PING W",
            "ECHO W",
            "GET",
            "HSET K W",
            "NOSUCH K W");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\b[KTNWLF]\\b");
    private static final int KEYS = 12;
    private static final int TAGGED_KEYS = 5;

    private final Random random;

    public RandomCommands(long seed) {
        random = new Random(seed);
    }

    /** So many commands. */
    public List<Script.Line> next(int count) {
        List<Script.Line> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String template = TEMPLATES.get(random.nextInt(TEMPLATES.size()));
            lines.add(Script.line(PLACEHOLDER.matcher(template).replaceAll(this::fill)));
        }
        return lines;
    }

    private String fill(MatchResult placeholder) {
        String value = switch (placeholder.group()) {
            case "K" -> "k" + random.nextInt(KEYS);
            case "T" -> "{t}" + random.nextInt(TAGGED_KEYS);
            case "N" -> Integer.toString(random.nextInt(30) - 4);
            case "F" -> Integer.toString(random.nextInt(40) - 8) + ".25";
            default -> word();
        };
        return Matcher.quoteReplacement(value);
    }

    /**
     * A few words often, so that fields and members meet again; sometimes bytes that try the framing. All short enough for
     * the encodings that keep their elements in order.
     */
    private String word() {
        return switch (random.nextInt(12)) {
            case 0 -> "\"\"";
            case 1 -> "\"\\r\\n$3\\r\\nfoo\\r\\n\"";
            case 2 -> "\"\\x00\\xff\\x80\"";
            case 3 -> "x".repeat(random.nextInt(60) + 1);
            default -> "w" + random.nextInt(6);
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * A client that checks of every reply that it is the one to its command: each value is written once, to a key that nobody
 * else uses, and names that key; commands that only carry a text to a shard and back carry another one each time. Confined to
 * one thread.
 */
final class VerifyingClient implements AutoCloseable {
    private static final int KEYS = 6;

    private final Workload workload;
    private final int id;
    private final Random random;
    private final RawClient connection;
    private final boolean resp3;
    private final List<OwnedKey> keys = new ArrayList<>();
    private final int firstShard;
    private final AtomicLong rounds = new AtomicLong();
    private int nonces;

    /** @param firstShard has no keys on shards before this one */
    VerifyingClient(Workload workload, Endpoint proxy, int id, int firstShard, Random random) {
        this.workload = workload;
        this.id = id;
        this.firstShard = firstShard;
        this.random = random;
        resp3 = id % 2 == 1;
        connection = RawClient.connect(proxy, resp3 ? 3 : 2);
        for (int i = 0; i < KEYS; i++) {
            int shard = firstShard + (id + i) % (SharedRedis.SHARDS.size() - firstShard);
            keys.add(new OwnedKey(ShardTags.key(shard, i, "owned:" + id + ":" + i), shard));
        }
    }

    /** Sends some commands in one write and checks their replies. */
    void round() {
        List<Sent> batch = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 4);
        for (int i = 0; i < count; i++) {
            Sent sent = next();
            batch.add(sent);
            bytes.writeBytes(RawClient.encode(sent.arguments()));
        }
        connection.send(bytes.toByteArray());
        for (Sent sent : batch) {
            long began = System.nanoTime();
            String reply = connection.reply();
            if (firstShard > 0) {
                workload.bystanderWaited(System.nanoTime() - began);
            }
            workload.count(sent.shard(), reply.startsWith("-"));
            String complaint = sent.check().apply(reply);
            if (!complaint.isEmpty()) {
                workload.complain("client " + id + ": [" + String.join(" ", sent.arguments()) + "] was answered ["
                        + Delivery.visible(reply) + "]: " + complaint);
            }
        }
        rounds.incrementAndGet();
    }

    /** How many rounds have ended; for any thread. */
    long rounds() {
        return rounds.get();
    }

    @Override
    public void close() {
        connection.close();
    }

    /**
     * A command under way.
     *
     * @param shard where it goes; -1 for none, or several
     * @param check what is wrong with a reply, or nothing
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sent(String[] arguments, int shard, UnaryOperator<String> check) {}

    private Sent next() {
        OwnedKey key = keys.get(random.nextInt(keys.size()));
        return switch (random.nextInt(8)) {
            case 0, 1 -> write(key);
            case 2, 3 -> read(key);
            case 4, 5 -> carry(key);
            case 6 -> readAll();
            default -> ping();
        };
    }

    private Sent write(OwnedKey key) {
        String value = key.nextValue();
        return new Sent(new String[] {"SET", key.name(), value}, key.shard(), reply -> {
            if (reply.equals("+OK\r\n")) {
                key.acknowledge(value);
                return "";
            }
            key.doubt(value);
            return error(reply, key.shard());
        });
    }

    private Sent read(OwnedKey key) {
        return new Sent(new String[] {"GET", key.name()}, key.shard(), reply -> {
            if (reply.startsWith("-")) {
                return error(reply, key.shard());
            }
            return value(key, reply);
        });
    }

    /** A text to the shard and back. */
    private Sent carry(OwnedKey key) {
        String nonce = nonce();
        String[] arguments = {"EVAL", "return ARGV[1]", "1", key.name(), nonce};
        return new Sent(
                arguments,
                key.shard(),
                reply -> reply.startsWith("-") ? error(reply, key.shard()) : same(bulk(nonce), reply));
    }

    /** One command for keys of every shard. */
    private Sent readAll() {
        String[] arguments = new String[1 + keys.size()];
        arguments[0] = "MGET";
        for (int i = 0; i < keys.size(); i++) {
            arguments[1 + i] = keys.get(i).name();
        }
        return new Sent(arguments, -1, reply -> {
            if (reply.startsWith("-")) {
                return firstShard == 0 && workload.anyFaulty()
                        ? wording(reply)
                        : "an error although every shard is well";
            }
            String header = "*" + keys.size() + "\r\n";
            if (!reply.startsWith(header)) {
                return "not an array of " + keys.size();
            }
            List<String> values = Sameness.split(reply.substring(header.length()));
            for (int i = 0; i < keys.size(); i++) {
                String complaint = value(keys.get(i), values.get(i));
                if (!complaint.isEmpty()) {
                    return "element " + i + " " + complaint;
                }
            }
            return "";
        });
    }

    private Sent ping() {
        String nonce = nonce();
        return new Sent(new String[] {"PING", nonce}, -1, reply -> same(bulk(nonce), reply));
    }

    private String value(OwnedKey key, String reply) {
        String nothing = resp3 ? "_\r\n" : "$-1\r\n";
        if (workload.mayForget(key.shard())) {
            key.mayBeLost();
        }
        String value = reply.equals(nothing)
                ? OwnedKey.MISSING
                : reply.substring(reply.indexOf('\n') + 1).strip();
        return key.mayBe(value) ? "" : "expected " + key.acknowledged();
    }

    private String error(String reply, int shard) {
        return workload.isFaulty(shard) ? wording(reply) : "an error of a shard that is well";
    }

    private static String wording(String reply) {
        return reply.matches("-ERR (shard '|connection to shard ').*\r\n") ? "" : "not an error that names the shard";
    }

    private static String same(String expected, String reply) {
        return reply.equals(expected) ? "" : "expected " + Delivery.visible(expected);
    }

    private String nonce() {
        return "nonce:" + id + ":" + ++nonces;
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }
}

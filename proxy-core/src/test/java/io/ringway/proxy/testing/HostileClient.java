// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A client that does what no client should, all within what a client may send: nonsense, commands that are torn, states that
 * it never leaves, replies that it never reads. It never asks for anything that is meant to hurt others, such as FLUSHALL
 * or CLIENT KILL. Used by one thread.
 */
public final class HostileClient {
    private static final int SHARDS = SharedRedis.SHARDS.size();

    private static final int BIG = 200_000;

    /** What it may do, one after the other; each leaves the connection as the next one finds it. */
    private static final List<BiConsumer<HostileClient, RawClient>> DEEDS = List.of(
            HostileClient::garbage,
            HostileClient::tornCommand,
            HostileClient::announceMuch,
            HostileClient::unendingLine,
            HostileClient::commandsByChance,
            HostileClient::openTransaction,
            HostileClient::spoiltTransaction,
            HostileClient::watchForGood,
            HostileClient::waitForGood,
            HostileClient::waitForStream,
            HostileClient::subscribe,
            HostileClient::publish,
            HostileClient::askForMuch,
            HostileClient::scripts,
            HostileClient::changeProtocol,
            HostileClient::changeDatabase,
            HostileClient::wantNoReplies,
            HostileClient::keysOfSeveralShards,
            HostileClient::breakOff);

    private final Random random;
    private final RawClient connection;

    private HostileClient(Random random, RawClient connection) {
        this.random = random;
        this.connection = connection;
    }

    /** Connects and misbehaves; null where the proxy has had enough of it before it was done. */
    public static @Nullable HostileClient on(ProxyFixture proxy, Random random) {
        RawClient connection = proxy.connect();
        HostileClient client = new HostileClient(random, connection);
        try {
            int deeds = 1 + random.nextInt(4);
            for (int i = 0; i < deeds; i++) {
                DEEDS.get(random.nextInt(DEEDS.size())).accept(client, connection);
            }
            return client;
        } catch (UncheckedIOException closedByProxy) {
            connection.close();
            return null;
        }
    }

    /** Goes away, in no polite way. */
    public void leave() {
        try {
            switch (random.nextInt(4)) {
                case 0 -> connection.reset();
                case 1 -> connection.endOutput();
                case 2 -> connection.send("QUIT");
                default -> tornCommand(connection);
            }
        } catch (UncheckedIOException gone) {
            // The proxy was first.
        } finally {
            connection.close();
        }
    }

    private void garbage(RawClient to) {
        byte[] bytes = new byte[1 + random.nextInt(2_000)];
        random.nextBytes(bytes);
        to.send(bytes);
    }

    private void tornCommand(RawClient to) {
        byte[] command = RawClient.encode("SET", key(), "x".repeat(random.nextInt(3_000)));
        to.send(command, 0, random.nextInt(command.length));
    }

    private void announceMuch(RawClient to) {
        to.sendRaw("*3\r\n$3\r\nSET\r\n$" + key().length() + "\r\n" + key() + "\r\n$" + (1 + random.nextInt(1 << 29))
                + "\r\nx");
    }

    private void unendingLine(RawClient to) {
        to.sendRaw("x".repeat(random.nextInt(70_000)));
    }

    private void commandsByChance(RawClient to) {
        for (Script.Line line : new RandomCommands(random.nextLong()).next(1 + random.nextInt(40))) {
            to.send(line.encoded());
        }
    }

    private void openTransaction(RawClient to) {
        to.send("MULTI");
        commandsByChance(to);
        if (random.nextBoolean()) {
            to.send(random.nextBoolean() ? "EXEC" : "DISCARD");
        }
    }

    private void spoiltTransaction(RawClient to) {
        to.sendRaw("MULTI\r\nMULTI\r\nWATCH k\r\nGET\r\nSET " + key() + " 1\r\nINCR " + key()
                + "\r\nEXEC\r\nEXEC\r\nDISCARD\r\n");
    }

    private void watchForGood(RawClient to) {
        String key = key();
        to.send("WATCH", key);
        to.send("GET", key);
        to.send("SET", key, "watched");
        if (random.nextBoolean()) {
            openTransaction(to);
        }
    }

    private void waitForGood(RawClient to) {
        switch (random.nextInt(4)) {
            case 0 -> to.send("BLPOP", key(), random.nextBoolean() ? "0" : "0.01");
            case 1 -> to.send("BLMOVE", "{t}1", "{t}2", "LEFT", "RIGHT", "0.02");
            case 2 -> to.send("BZPOPMIN", key(), "0");
            default -> to.send("WAIT", "1", "10");
        }
        commandsByChance(to);
    }

    private void waitForStream(RawClient to) {
        String key = key();
        if (random.nextBoolean()) {
            to.send("XADD", key, "*", "f", "v");
        }
        to.send("XREAD", "BLOCK", "5", "STREAMS", key, random.nextBoolean() ? "$" : "0");
    }

    private void subscribe(RawClient to) {
        to.send("SUBSCRIBE", "hostile", "channel" + random.nextInt(20));
        to.send("PSUBSCRIBE", "host*");
        to.send("GET", key());
        if (random.nextBoolean()) {
            to.send(random.nextBoolean() ? "UNSUBSCRIBE" : "RESET");
        }
    }

    private void publish(RawClient to) {
        to.send("PUBLISH", "hostile", "x".repeat(random.nextInt(20_000)));
        to.send("SPUBLISH", "hostile", "x");
    }

    private void askForMuch(RawClient to) {
        String key = key() + ":big";
        to.send("SET", key, "x".repeat(BIG));
        for (int i = 0; i < 40; i++) {
            to.send("GET", key);
        }
    }

    private void scripts(RawClient to) {
        to.send("EVAL", "return redis.error_reply('nonce:1:1')", "1", key());
        to.send("EVALSHA", "ffffffffffffffffffffffffffffffffffffffff", "1", key());
        to.send("EVAL", "return {1, {2, redis.call('GET', KEYS[1])}", "1", key());
        to.send("SCRIPT", "LOAD", "return 'hostile" + random.nextInt(100) + "'");
        to.send("EVAL", "return 1", "99", key());
    }

    private void changeProtocol(RawClient to) {
        for (int i = 0; i < 5; i++) {
            to.send("HELLO", Integer.toString(2 + random.nextInt(3)));
            to.send("HGETALL", key());
            if (random.nextInt(3) == 0) {
                to.send("RESET");
            }
        }
    }

    private void changeDatabase(RawClient to) {
        to.send("SELECT", Integer.toString(random.nextInt(4)));
        commandsByChance(to);
        to.send("SELECT", "99");
        to.send("SELECT", "x");
    }

    private void wantNoReplies(RawClient to) {
        to.send("CLIENT", "REPLY", random.nextBoolean() ? "OFF" : "SKIP");
        commandsByChance(to);
        to.send("CLIENT", "REPLY", "ON");
    }

    private void keysOfSeveralShards(RawClient to) {
        to.send("MGET", key(), key(), key(), "{t}1");
        to.send("SUNIONSTORE", key(), key(), key());
        to.send("DEL", key(), key());
        to.send("SCAN", Integer.toUnsignedString(random.nextInt()));
    }

    private void breakOff(RawClient to) {
        to.sendRaw("GET " + key() + "\r\nQUIT\r\nSET " + key() + " after-quit\r\n");
    }

    private String key() {
        return ShardTags.key(random.nextInt(SHARDS), "hostile" + random.nextInt(5));
    }
}

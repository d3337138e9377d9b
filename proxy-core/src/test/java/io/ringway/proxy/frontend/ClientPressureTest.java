// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import static io.ringway.proxy.frontend.FrontendFixture.LIMITS;
import static io.ringway.proxy.frontend.FrontendFixture.MAX_IN_FLIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.concurrent.Future;
import io.ringway.proxy.backend.ScriptedShard.Connection;
import io.ringway.proxy.testing.RawClient;
import org.junit.jupiter.api.Test;

/** What happens to clients that send too much, read too little or are too many. */
class ClientPressureTest {
    private static final int IN_FLIGHT = LIMITS.clientInFlightCommands();
    private static final long PLENTY = 1L << 30;
    private static final int MIB = 1 << 20;
    /** More of a MiB than the sockets on the way take, and less than a subscriber may leave unread. */
    private static final int MESSAGES = 16;

    @Test
    void noMoreIsReadFromAClientWithManyUnansweredCommands() {
        try (FrontendFixture with = new FrontendFixture()) {
            RawClient client = with.connect();
            int count = 5 * IN_FLIGHT + 3;
            for (int i = 0; i < count; i++) {
                client.send("GET", "a" + i);
            }
            Connection shard = with.shardA.greet();
            for (int sent = 0; sent < count; ) {
                int more = Math.min(sent == 0 ? IN_FLIGHT : IN_FLIGHT / 2, count - sent);
                for (int i = 0; i < more; i++) {
                    shard.expect("GET a" + (sent + i));
                }
                assertThat(shard.isQuiet()).isTrue();
                int answers = sent == 0 && more == IN_FLIGHT ? IN_FLIGHT / 2 : more;
                for (int i = 0; i < answers; i++) {
                    shard.send(":" + (sent == 0 ? i : sent - IN_FLIGHT / 2 + i) + "\r\n");
                }
                sent += more;
            }
            for (int i = count - IN_FLIGHT / 2; i < count; i++) {
                shard.send(":" + i + "\r\n");
            }
            for (int i = 0; i < count; i++) {
                assertThat(client.reply()).isEqualTo(":" + i + "\r\n");
            }
        }
    }

    @Test
    void aClientThatWaitsIsNoticedToLeaveAlsoIfItWasSlowToReadMessages() {
        try (FrontendFixture with = new FrontendFixture()) {
            RawClient client = with.connect();
            client.call("HELLO", "3");
            client.send("SSUBSCRIBE", "a");
            Connection relay = with.shardA.greet();
            relay.answer("ssubscribe a", ">3\r\n$10\r\nssubscribe\r\n$1\r\na\r\n:1\r\n");
            assertThat(client.reply()).contains("ssubscribe");
            client.send("BLPOP", "b", "0");
            Connection lent = with.shardB.greet();
            lent.expect("BLPOP b 0");

            String message = ">3\r\n$8\r\nsmessage\r\n$1\r\na\r\n$" + MIB + "\r\n" + "x".repeat(MIB) + "\r\n";
            for (int i = 0; i < MESSAGES; i++) {
                relay.send(message);
            }
            await().until(() -> with.memory.usedBytes() > 0);
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(client.reply()).hasSize(message.length());
            }
            await().until(() -> with.memory.usedBytes() == 0);
            client.sendRaw("GET a\r\n".repeat(100_000));
            client.close();

            assertThat(lent.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void aHeldClientThatHasSaidItsLastWordGetsAllAnswers() {
        try (FrontendFixture with = new FrontendFixture()) {
            RawClient client = with.connect();
            int count = 3 * IN_FLIGHT;
            StringBuilder commands = new StringBuilder();
            for (int i = 0; i < count; i++) {
                commands.append("GET a").append(i).append("x".repeat(2000)).append("\r\n");
            }
            client.sendRaw(commands.toString());
            client.endOutput();
            Connection shard = with.shardA.greet();
            for (int i = 0; i < count; i++) {
                shard.expect("GET a" + i + "x".repeat(2000));
                shard.send(":" + i + "\r\n");
            }
            for (int i = 0; i < count; i++) {
                assertThat(client.reply()).isEqualTo(":" + i + "\r\n");
            }
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void noMoreIsReadFromAClientThatDoesNotReadItsReplies() {
        try (FrontendFixture with = new FrontendFixture()) {
            RawClient client = with.connect();
            RawClient other = with.connect();
            String reply = "$" + 8 * MIB + "\r\n" + "v".repeat(8 * MIB) + "\r\n";
            client.send("GET", "a1");
            Connection shard = with.shardA.greet();
            shard.answer("GET a1", reply);
            await("held").until(() -> with.memory.usedBytes() > MIB);
            client.send("GET", "a2");
            assertThat(shard.isQuiet()).isTrue();
            other.send("GET", "a3");
            shard.answer("GET a3", "+three\r\n");
            assertThat(other.reply()).isEqualTo("+three\r\n");
            assertThat(client.reply()).isEqualTo(reply);
            shard.answer("GET a2", "+two\r\n");
            assertThat(client.reply()).isEqualTo("+two\r\n");
        }
    }

    /** Otherwise those who once had much would take the budget from those who need it now. */
    @Test
    void aClientThatHasReadItsRepliesIsChargedForNothing() {
        try (FrontendFixture with = new FrontendFixture()) {
            RawClient client = with.connect();
            String reply = "$" + 8 * MIB + "\r\n" + "v".repeat(8 * MIB) + "\r\n";
            client.send("GET", "a1");
            Connection shard = with.shardA.greet();
            shard.answer("GET a1", reply);
            await("charged").until(() -> with.memory.usedBytes() > MIB);
            assertThat(client.reply()).isEqualTo(reply);
            await("nothing charged").until(() -> with.memory.usedBytes() == 0);
        }
    }

    @Test
    void aClientWhoseHeldRepliesHaveLeftIsChargedForNothing() {
        try (FrontendFixture with = new FrontendFixture()) {
            RawClient client = with.connect();
            client.sendRaw("GET a\r\nGET b\r\n");
            Connection shardA = with.shardA.greet();
            Connection shardB = with.shardB.greet();
            shardA.expect("GET a");
            shardB.expect("GET b");
            String reply = "$50000\r\n" + "v".repeat(50_000) + "\r\n";
            shardB.send(reply);
            await("charged").until(() -> with.memory.usedBytes() >= reply.length());
            shardA.send("+a\r\n");
            assertThat(client.reply()).isEqualTo("+a\r\n");
            assertThat(client.reply()).isEqualTo(reply);
            await("nothing charged").until(() -> with.memory.usedBytes() == 0);
        }
    }

    @Test
    void aClientWithTooManyUnreadRepliesIsClosed() {
        ClientLimits limits = new ClientLimits(LIMITS.protocol(), 10, 64, MIB, 64 << 20, LIMITS.subscribers());
        try (FrontendFixture with = new FrontendFixture(limits, PLENTY, MAX_IN_FLIGHT)) {
            RawClient client = with.connect();
            RawClient other = with.connect();
            client.send("GET", "a1");
            Connection shard = with.shardA.greet();
            shard.expect("GET a1");
            other.send("GET", "a2");
            shard.answer("GET a2", "$" + 32 * MIB + "\r\n" + "v".repeat(32 * MIB) + "\r\n+two\r\n");
            await("closed").until(() -> with.registry.size() == 1);
            assertThat(other.reply()).isEqualTo("+two\r\n");
        }
    }

    @Test
    void theBudgetOfAllClientsIsKept() {
        ClientLimits limits = new ClientLimits(LIMITS.protocol(), 10, 64, PLENTY, 64 << 20, LIMITS.subscribers());
        try (FrontendFixture with = new FrontendFixture(limits, 4 * MIB, MAX_IN_FLIGHT)) {
            RawClient client = with.connect();
            RawClient other = with.connect();
            client.send("GET", "a1");
            Connection shard = with.shardA.greet();
            shard.expect("GET a1");
            other.send("GET", "a2");
            shard.answer("GET a2", "$" + 32 * MIB + "\r\n" + "v".repeat(32 * MIB) + "\r\n+two\r\n");
            await("closed").until(() -> with.registry.size() == 1);
            assertThat(other.reply()).isEqualTo("+two\r\n");
            await("budget").until(() -> with.memory.usedBytes() == 0);
        }
    }

    /** Ten bytes must not cost megabytes, whatever they announce. */
    @Test
    void announcedLengthsTakeLittleMemoryAndAreCharged() {
        try (FrontendFixture with = new FrontendFixture(
                new ClientLimits(LIMITS.protocol(), 10, 64, PLENTY, PLENTY, LIMITS.subscribers()),
                PLENTY,
                MAX_IN_FLIGHT)) {
            RawClient client = with.connect();
            client.sendRaw("*2\r\n$3\r\nGET\r\n$536870912\r\nabc");
            await("charged").until(() -> with.memory.usedBytes() > 0);
            assertThat(with.fixture.usedBytes()).isLessThan(6 * MIB);
            assertThat(with.memory.usedBytes()).isLessThan(6 * MIB);
            client.reset();
            await("budget").until(() -> with.memory.usedBytes() == 0);
        }
    }

    @Test
    void aCommandBeyondTheQueryLimitClosesItsClient() {
        ClientLimits limits = new ClientLimits(LIMITS.protocol(), 10, 64, PLENTY, MIB, LIMITS.subscribers());
        try (FrontendFixture with = new FrontendFixture(limits, PLENTY, MAX_IN_FLIGHT)) {
            RawClient client = with.connect();
            client.sendRaw("*2\r\n$3\r\nGET\r\n$2000000\r\nabc");
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void tooManyClientsAreToldSo() {
        ClientLimits limits = new ClientLimits(LIMITS.protocol(), 2, 64, PLENTY, MIB, LIMITS.subscribers());
        try (FrontendFixture with = new FrontendFixture(limits, PLENTY, MAX_IN_FLIGHT)) {
            RawClient one = with.connect();
            RawClient two = with.connect();
            assertThat(one.call("PING") + two.call("PING")).isEqualTo("+PONG\r\n+PONG\r\n");
            RawClient three = with.connect();
            assertThat(three.reply()).isEqualTo("-ERR max number of clients reached\r\n");
            assertThat(three.isClosedByPeer()).isTrue();
            one.close();
            await("left").until(() -> with.registry.size() == 1);
            assertThat(with.connect().call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void clientsOfACongestedLaneWaitAndOthersDoNot() {
        int lane = 8;
        try (FrontendFixture with = new FrontendFixture(LIMITS, PLENTY, lane)) {
            RawClient first = with.connect();
            for (int i = 0; i < lane; i++) {
                first.send("GET", "a" + i);
            }
            Connection shardA = with.shardA.greet();
            for (int i = 0; i < lane; i++) {
                shardA.expect("GET a" + i);
            }
            RawClient second = with.connect();
            second.sendRaw("GET b1\r\nGET a-first\r\nGET a-second\r\nGET b2\r\n");
            Connection shardB = with.shardB.greet();
            shardB.expect("GET b1");
            shardA.expect("GET a-first");
            shardB.send("+b1\r\n");
            assertThat(second.reply()).isEqualTo("+b1\r\n");
            assertThat(shardA.isQuiet()).isTrue();
            assertThat(shardB.isQuiet()).isTrue();
            RawClient third = with.connect();
            third.send("GET", "b3");
            shardB.answer("GET b3", "+b3\r\n");
            assertThat(third.reply()).isEqualTo("+b3\r\n");
            shardA.send("+OK\r\n".repeat(lane));
            shardA.send("+first\r\n");
            shardA.expect("GET a-second");
            shardB.answer("GET b2", "+b2\r\n");
            shardA.send("+second\r\n");
            assertThat(second.reply() + second.reply() + second.reply()).isEqualTo("+first\r\n+second\r\n+b2\r\n");
        }
    }

    @Test
    void aDefectMetWhileAHeldClientGoesOnClosesThatClientAlone() {
        try (FrontendFixture with = new FrontendFixture()) {
            RawClient other = with.connect();
            RawClient client = with.connect();
            client.sendRaw("GET a\r\n".repeat(IN_FLIGHT) + "RINGWAY SHARDS\r\n");
            Connection shard = with.shardA.greet();
            for (int i = 0; i < IN_FLIGHT; i++) {
                shard.expect("GET a");
            }
            shard.send("+a\r\n".repeat(IN_FLIGHT));
            await("closed").until(() -> with.registry.size() == 1);
            assertThat(other.call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void whatWaitsToBeMergedIsCharged() {
        try (FrontendFixture with = new FrontendFixture()) {
            RawClient client = with.connect();
            client.sendRaw("MGET a b\r\n");
            Connection shardA = with.shardA.greet();
            Connection shardB = with.shardB.greet();
            shardA.expect("MGET a");
            shardB.expect("MGET b");
            shardA.send("*1\r\n$100000\r\n" + "x".repeat(100_000) + "\r\n");
            await("charged").until(() -> with.memory.usedBytes() > 100_000);
            shardB.send("*1\r\n$1\r\ny\r\n");
            assertThat(client.reply()).isEqualTo("*2\r\n$100000\r\n" + "x".repeat(100_000) + "\r\n$1\r\ny\r\n");
            await("nothing charged").until(() -> with.memory.usedBytes() == 0);
        }
    }

    @Test
    void repliesThatAreTooLargeToBeMergedFailTheirCommandAlone() {
        try (FrontendFixture with = new FrontendFixture()) {
            RawClient client = with.connect();
            client.sendRaw("MGET a b\r\nMGET a b\r\n");
            Connection shardA = with.shardA.greet();
            Connection shardB = with.shardB.greet();
            String large = "*1\r\n$5000000\r\n" + "x".repeat(5_000_000) + "\r\n";
            String small = "*1\r\n$1\r\ny\r\n";
            shardA.expect("MGET a", "MGET a");
            shardB.expect("MGET b", "MGET b");
            shardA.send(large + small);
            shardB.send(large + small);
            assertThat(client.reply()).startsWith("-ERR the replies of the shards are too large to be merged");
            assertThat(client.reply()).isEqualTo("*2\r\n$1\r\ny\r\n$1\r\ny\r\n");
            await("nothing charged").until(() -> with.mergeMemory.usedBytes() == 0);
        }
    }

    @Test
    void drainingClientsGetWhatIsUnderWay() {
        try (FrontendFixture with = new FrontendFixture()) {
            RawClient busy = with.connect();
            RawClient idle = with.connect();
            assertThat(idle.call("PING")).isEqualTo("+PONG\r\n");
            busy.send("GET", "a");
            Connection shard = with.shardA.greet();
            shard.expect("GET a");
            Future<?> drained = with.clients.drain();
            assertThat(idle.isClosedByPeer()).isTrue();
            busy.send("GET", "too late");
            with.fixture.run(() -> {});
            assertThat(drained.isDone()).isFalse();
            shard.send("+a\r\n");
            assertThat(busy.reply()).isEqualTo("+a\r\n");
            assertThat(drained.awaitUninterruptibly().isSuccess()).isTrue();
        }
    }
}

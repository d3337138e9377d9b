// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.backend.ScriptedShard.Connection;
import io.ringway.proxy.testing.RawClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** When shards are told of what clients subscribe to, and clients of what shards confirm. Topics are shard channels of the first shard. */
class SubscriptionsTest {
    @AutoClose
    private final FrontendFixture with = new FrontendFixture();

    @Test
    void subscriptionsDoNotWaitForEachOther() {
        RawClient client = with.connect();
        client.sendRaw("SSUBSCRIBE a\r\nSSUBSCRIBE aa\r\nSUNSUBSCRIBE a\r\nSSUBSCRIBE a\r\n");
        Connection shard = with.shardA.greet();
        shard.expect("ssubscribe a", "ssubscribe aa");
        shard.send(confirmed("ssubscribe", "a", 1));
        assertThat(client.reply()).isEqualTo(told("ssubscribe", "a", 1));
        shard.send(confirmed("ssubscribe", "aa", 2));
        assertThat(client.reply() + client.reply() + client.reply())
                .isEqualTo(told("ssubscribe", "aa", 2) + told("sunsubscribe", "a", 1) + told("ssubscribe", "a", 2));
        shard.send(message("a", "x"));
        assertThat(client.reply()).isEqualTo("*3\r\n$8\r\nsmessage\r\n$1\r\na\r\n$1\r\nx\r\n");
    }

    @Test
    void whatFollowsASubscriptionWaitsUntilTheShardKnowsOfIt() {
        RawClient client = with.connect();
        client.call("HELLO", "3");
        client.sendRaw("SSUBSCRIBE a\r\nSPUBLISH a x\r\n");
        Connection relay = with.shardA.greet();
        relay.expect("ssubscribe a");
        assertThat(relay.isQuiet()).isTrue();
        relay.send(confirmed("ssubscribe", "a", 1));
        assertThat(client.reply()).isEqualTo(confirmed("ssubscribe", "a", 1));
        Connection lane = with.shardA.greet();
        lane.expect("SPUBLISH a x");
        relay.send(message("a", "x"));
        assertThat(client.reply()).isEqualTo(message("a", "x"));
        lane.send(":1\r\n");
        assertThat(client.reply()).isEqualTo(":1\r\n");
    }

    @Test
    void messagesComeBehindTheConfirmationThatWaitsForAnEarlierReply() {
        RawClient other = with.connect();
        other.send("SSUBSCRIBE", "a");
        Connection relay = with.shardA.greet();
        relay.answer("ssubscribe a", confirmed("ssubscribe", "a", 1));
        assertThat(other.reply()).isEqualTo(told("ssubscribe", "a", 1));

        RawClient client = with.connect();
        client.call("HELLO", "3");
        client.sendRaw("GET b\r\nSSUBSCRIBE a\r\n");
        Connection lane = with.shardB.greet();
        lane.expect("GET b");
        relay.send(message("a", "x"));
        assertThat(other.reply()).contains("x");
        lane.send("+value\r\n");
        assertThat(client.reply() + client.reply() + client.reply())
                .isEqualTo("+value\r\n" + confirmed("ssubscribe", "a", 1) + message("a", "x"));
    }

    @Test
    void aSubscriptionThatAShardRefusesIsNone() {
        RawClient client = with.connect();
        client.sendRaw("SSUBSCRIBE a\r\nSSUBSCRIBE aa\r\n");
        Connection shard = with.shardA.greet();
        shard.expect("ssubscribe a", "ssubscribe aa");
        shard.send("-NOPERM no\r\n" + confirmed("ssubscribe", "aa", 1));
        assertThat(client.reply()).isEqualTo("-NOPERM no\r\n");
        assertThat(client.reply()).isEqualTo(told("ssubscribe", "aa", 2));
        client.send("SUNSUBSCRIBE");
        assertThat(commandBesidesPings(shard)).isEqualTo("sunsubscribe aa");
        shard.send(confirmed("sunsubscribe", "aa", 0));
        assertThat(client.reply()).isEqualTo(told("sunsubscribe", "aa", 0));
        assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
    }

    /** The next command of clients: a relay that has nothing to wait for may ask whether the shard is there, at any time. */
    private static String commandBesidesPings(Connection relay) {
        String command = relay.command();
        while (command.equals("PING")) {
            relay.send("+PONG\r\n");
            command = relay.command();
        }
        return command;
    }

    private static String confirmed(String kind, String topic, int count) {
        return ">" + body(kind, topic, count);
    }

    /** As RESP2 clients are told. */
    private static String told(String kind, String topic, int count) {
        return "*" + body(kind, topic, count);
    }

    private static String body(String kind, String topic, int count) {
        return "3\r\n$" + kind.length() + "\r\n" + kind + "\r\n$" + topic.length() + "\r\n" + topic + "\r\n:" + count
                + "\r\n";
    }

    private static String message(String topic, String text) {
        return ">3\r\n$8\r\nsmessage\r\n$" + topic.length() + "\r\n" + topic + "\r\n$" + text.length() + "\r\n" + text
                + "\r\n";
    }
}

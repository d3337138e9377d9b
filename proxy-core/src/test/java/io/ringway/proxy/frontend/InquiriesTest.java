// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.backend.ScriptedShard.Connection;
import io.ringway.proxy.testing.RawClient;
import io.ringway.resp.CommandFrame;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How shards are asked about commands that the proxy does not know. */
class InquiriesTest {
    private static final String NO_SUCH = "*1\r\n*-1\r\n";
    private static final String TOY = "*1\r\n*6\r\n$3\r\ntoy\r\n:-2\r\n*1\r\n+write\r\n:1\r\n:1\r\n:1\r\n";
    private static final String FINDER =
            "*1\r\n*6\r\n$4\r\nfind\r\n:-2\r\n*2\r\n+module\r\n+movablekeys\r\n:0\r\n:0\r\n:0\r\n";

    @AutoClose
    private final FrontendFixture with = new FrontendFixture();

    @Test
    void theClientWaitsAndItsCommandsKeepTheirOrder() {
        RawClient client = with.connect();
        client.sendRaw("GET a\r\nTOY b 1\r\nGET b\r\nTOY a 2\r\n");
        Connection shardA = with.shardA.greet();
        shardA.expect("GET a");
        assertThat(shardA.isQuiet()).isTrue();
        shardA.send("+1\r\n");
        shardA.answer("command info TOY", TOY);
        Connection shardB = with.shardB.greet();
        shardB.expect("TOY b 1", "GET b");
        shardA.answer("TOY a 2", "+4\r\n");
        shardB.send("+2\r\n+3\r\n");
        assertThat(client.reply() + client.reply() + client.reply() + client.reply())
                .isEqualTo("+1\r\n+2\r\n+3\r\n+4\r\n");
    }

    @Test
    void anotherShardIsAskedWhereOneIsDown() {
        with.shardA.refuse();
        RawClient client = with.connect();
        client.send("TOY", "b");
        Connection shardB = with.shardB.greet();
        shardB.answer("command info TOY", TOY);
        shardB.answer("TOY b", "+OK\r\n");
        assertThat(client.reply()).isEqualTo("+OK\r\n");
    }

    @Test
    void whereAllAreDownTheClientLearnsThatNothingWasSent() {
        with.shardA.refuse();
        with.shardB.refuse();
        RawClient client = with.connect();
        assertThat(client.call("TOY", "b"))
                .startsWith("-ERR shard 's1' at ")
                .contains("is unreachable")
                .endsWith("; the command was not sent\r\n");
        assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
    }

    @Test
    void anotherShardIsAskedWhereOneIsLostAndFromThenOnFirst() {
        RawClient client = with.connect();
        client.send("TOY", "b");
        Connection shardA = with.shardA.greet();
        shardA.expect("command info TOY");
        shardA.reset();
        Connection shardB = with.shardB.greet();
        shardB.answer("command info TOY", TOY);
        shardB.answer("TOY b", "+OK\r\n");
        assertThat(client.reply()).isEqualTo("+OK\r\n");
        client.send("OTHER", "b");
        shardB.answer("command info OTHER", TOY);
        shardB.answer("OTHER b", "+OK\r\n");
        assertThat(client.reply()).isEqualTo("+OK\r\n");
    }

    @Test
    void aShardThatIsLostBeforeItAnswersHasNotExecutedTheCommand() {
        with.shardB.refuse();
        RawClient client = with.connect();
        client.send("FIND", "a");
        Connection shard = with.shardA.greet();
        shard.answer("command info FIND", FINDER);
        shard.expect("command getkeys FIND a");
        shard.reset();
        assertThat(client.reply()).startsWith("-ERR shard 's1' at ").endsWith("; the command was not sent\r\n");
    }

    @Test
    void aModuleNeedNotBeOnEveryShard() {
        RawClient client = with.connect();
        client.send("FIND", "b");
        Connection shardA = with.shardA.greet();
        shardA.answer("command info FIND", NO_SUCH);
        Connection shardB = with.shardB.greet();
        shardB.answer("command info FIND", FINDER);
        shardB.answer("command getkeys FIND b", "-ERR Invalid command specified\r\n");
        shardA.answer("command getkeys FIND b", "*1\r\n$1\r\nb\r\n");
        shardB.answer("FIND b", "+OK\r\n");
        assertThat(client.reply()).isEqualTo("+OK\r\n");
    }

    @Test
    void aBusyShardSaysNothingAboutTheCommand() {
        String busy = "-BUSY Redis is busy running a script.\r\n";
        RawClient client = with.connect();
        client.send("TOY", "b");
        Connection shardA = with.shardA.greet();
        shardA.answer("command info TOY", busy);
        Connection shardB = with.shardB.greet();
        shardB.answer("command info TOY", busy);
        assertThat(client.reply()).isEqualTo(busy);
        assertThat(with.learned.mayExist(CommandFrame.of("toy"))).isTrue();
    }

    @Test
    void anAnswerThatCannotBeReadIsAnErrorToThisClientAlone() {
        RawClient client = with.connect();
        client.send("TOY", "a");
        Connection shard = with.shardA.greet();
        shard.answer("command info TOY", "*1\r\n:x\r\n");
        assertThat(client.reply())
                .startsWith("-ERR a shard sent a malformed reply")
                .endsWith("; the command was not sent\r\n");
    }

    @Test
    void aNameThatNoShardKnowsIsAskedForAgainAfterAWhile() {
        RawClient client = with.connect();
        client.send("TOY", "a");
        Connection shard = with.shardA.greet();
        shard.answer("command info TOY", NO_SUCH);
        Connection other = with.shardB.greet();
        other.answer("command info TOY", NO_SUCH);
        assertThat(client.reply()).startsWith("-ERR unknown command 'TOY'");
        await("the end of absence").until(() -> with.learned.mayExist(CommandFrame.of("toy")));
        client.send("TOY", "a");
        other.answer("command info TOY", TOY);
        shard.answer("TOY a", "+OK\r\n");
        assertThat(client.reply()).isEqualTo("+OK\r\n");
    }

    @Test
    void keysThatOnlyTheShardFindsAreAskedForEachTime() {
        RawClient client = with.connect();
        client.send("FIND", "x", "b");
        Connection shardA = with.shardA.greet();
        shardA.answer("command info FIND", FINDER);
        shardA.answer("command getkeys FIND x b", "*1\r\n$1\r\nb\r\n");
        Connection shardB = with.shardB.greet();
        shardB.answer("FIND x b", "+OK\r\n");
        assertThat(client.reply()).isEqualTo("+OK\r\n");
        client.send("FIND", "x", "a");
        shardA.answer("command getkeys FIND x a", "-ERR Invalid arguments specified for command\r\n");
        assertThat(client.reply()).isEqualTo("-ERR Invalid arguments specified for command\r\n");
        client.send("FIND", "x", "a");
        shardA.answer("command getkeys FIND x a", "*1\r\n$1\r\na\r\n");
        shardA.answer("FIND x a", "+OK\r\n");
        assertThat(client.reply()).isEqualTo("+OK\r\n");
    }

    @Test
    void aClientThatLeavesMeanwhileIsMissedByNobody() {
        RawClient client = with.connect();
        client.send("TOY", "a");
        Connection shard = with.shardA.greet();
        shard.expect("command info TOY");
        client.reset();
        await("client gone").until(() -> with.registry.size() == 0);
        shard.send(TOY);
        RawClient other = with.connect();
        other.send("TOY", "a");
        shard.answer("TOY a", "+OK\r\n");
        assertThat(other.reply()).isEqualTo("+OK\r\n");
    }

    @Test
    void aClientThatSendsNoMoreStillHasItsCommandCarriedOut() {
        RawClient client = with.connect();
        client.send("TOY", "a");
        client.endOutput();
        Connection shard = with.shardA.greet();
        shard.answer("command info TOY", TOY);
        shard.answer("TOY a", "+OK\r\n");
        assertThat(client.readToEnd()).isEqualTo("+OK\r\n");
    }

    @Test
    void aTornCommandIsReadAgainAsAWhole() {
        RawClient client = with.connect();
        byte[] find = RawClient.encode("FIND", "x", "a");
        client.send(find, 0, 1);
        with.fixture.run(() -> {});
        client.send(find, 1, find.length - 1);
        Connection shard = with.shardA.greet();
        shard.answer("command info FIND", FINDER);
        for (int cut = 1; cut < find.length; cut++) {
            shard.answer("command getkeys FIND x a", "*1\r\n$1\r\na\r\n");
            shard.answer("FIND x a", "+OK\r\n");
            assertThat(client.reply()).isEqualTo("+OK\r\n");
            client.send(find, 0, cut);
            with.fixture.run(() -> {});
            client.send(find, cut, find.length - cut);
        }
    }
}

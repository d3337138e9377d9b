// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.backend.ScriptedShard.Connection;
import io.ringway.proxy.testing.RawClient;
import io.ringway.resp.CommandFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How shards are asked about commands that the proxy does not know. */
class InquiriesTest {
    private static final String NO_SUCH = "*1\r\n*-1\r\n";
    private static final String TOY = "*1\r\n*6\r\n$3\r\ntoy\r\n:-2\r\n*1\r\n+write\r\n:1\r\n:1\r\n:1\r\n";
    private static final String FINDER =
            "*1\r\n*6\r\n$4\r\nfind\r\n:-2\r\n*2\r\n+module\r\n+movablekeys\r\n:0\r\n:0\r\n:0\r\n";

    private final FrontendFixture with = new FrontendFixture();

    @AfterEach
    void nothingLeaks() {
        with.close();
    }

    @Test
    void theClientWaitsAndItsCommandsKeepTheirOrder() {
        RawClient client = with.connect();
        client.sendRaw("GET a\r\nTOY b 1\r\nGET b\r\nTOY a 2\r\n");
        Connection shardA = with.shardA.greet();
        shardA.expect("GET a");
        assertThat(shardA.isQuiet()).isTrue();
        shardA.send("+1\r\n");
        shardA.expect("command info TOY");
        shardA.send(TOY);
        Connection shardB = with.shardB.greet();
        shardB.expect("TOY b 1", "GET b");
        shardA.expect("TOY a 2");
        shardA.send("+4\r\n");
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
        shardB.expect("command info TOY");
        shardB.send(TOY);
        shardB.expect("TOY b");
        shardB.send("+OK\r\n");
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
        shardB.expect("command info TOY");
        shardB.send(TOY);
        shardB.expect("TOY b");
        shardB.send("+OK\r\n");
        assertThat(client.reply()).isEqualTo("+OK\r\n");
        client.send("OTHER", "b");
        shardB.expect("command info OTHER");
        shardB.send(TOY);
        shardB.expect("OTHER b");
        shardB.send("+OK\r\n");
        assertThat(client.reply()).isEqualTo("+OK\r\n");
    }

    @Test
    void aShardThatIsLostBeforeItAnswersHasNotExecutedTheCommand() {
        with.shardB.refuse();
        RawClient client = with.connect();
        client.send("FIND", "a");
        Connection shard = with.shardA.greet();
        shard.expect("command info FIND");
        shard.send(FINDER);
        shard.expect("command getkeys FIND a");
        shard.reset();
        assertThat(client.reply()).startsWith("-ERR shard 's1' at ").endsWith("; the command was not sent\r\n");
    }

    @Test
    void aModuleNeedNotBeOnEveryShard() {
        RawClient client = with.connect();
        client.send("FIND", "b");
        Connection shardA = with.shardA.greet();
        shardA.expect("command info FIND");
        shardA.send(NO_SUCH);
        Connection shardB = with.shardB.greet();
        shardB.expect("command info FIND");
        shardB.send(FINDER);
        shardB.expect("command getkeys FIND b");
        shardB.send("-ERR Invalid command specified\r\n");
        shardA.expect("command getkeys FIND b");
        shardA.send("*1\r\n$1\r\nb\r\n");
        shardB.expect("FIND b");
        shardB.send("+OK\r\n");
        assertThat(client.reply()).isEqualTo("+OK\r\n");
    }

    @Test
    void aBusyShardSaysNothingAboutTheCommand() {
        String busy = "-BUSY Redis is busy running a script.\r\n";
        RawClient client = with.connect();
        client.send("TOY", "b");
        Connection shardA = with.shardA.greet();
        shardA.expect("command info TOY");
        shardA.send(busy);
        Connection shardB = with.shardB.greet();
        shardB.expect("command info TOY");
        shardB.send(busy);
        assertThat(client.reply()).isEqualTo(busy);
        assertThat(with.learned.mayExist(CommandFrame.of("toy"))).isTrue();
    }

    @Test
    void anAnswerThatCannotBeReadIsAnErrorToThisClientAlone() {
        RawClient client = with.connect();
        client.send("TOY", "a");
        Connection shard = with.shardA.greet();
        shard.expect("command info TOY");
        shard.send("*1\r\n:x\r\n");
        assertThat(client.reply())
                .startsWith("-ERR a shard sent a malformed reply")
                .endsWith("; the command was not sent\r\n");
    }

    @Test
    void aNameThatNoShardKnowsIsAskedForAgainAfterAWhile() {
        RawClient client = with.connect();
        client.send("TOY", "a");
        Connection shard = with.shardA.greet();
        shard.expect("command info TOY");
        shard.send(NO_SUCH);
        Connection other = with.shardB.greet();
        other.expect("command info TOY");
        other.send(NO_SUCH);
        assertThat(client.reply()).startsWith("-ERR unknown command 'TOY'");
        await("the end of absence").until(() -> with.learned.mayExist(CommandFrame.of("toy")));
        client.send("TOY", "a");
        other.expect("command info TOY");
        other.send(TOY);
        shard.expect("TOY a");
        shard.send("+OK\r\n");
        assertThat(client.reply()).isEqualTo("+OK\r\n");
    }

    @Test
    void keysThatOnlyTheShardFindsAreAskedForEachTime() {
        RawClient client = with.connect();
        client.send("FIND", "x", "b");
        Connection shardA = with.shardA.greet();
        shardA.expect("command info FIND");
        shardA.send(FINDER);
        shardA.expect("command getkeys FIND x b");
        shardA.send("*1\r\n$1\r\nb\r\n");
        Connection shardB = with.shardB.greet();
        shardB.expect("FIND x b");
        shardB.send("+OK\r\n");
        assertThat(client.reply()).isEqualTo("+OK\r\n");
        client.send("FIND", "x", "a");
        shardA.expect("command getkeys FIND x a");
        shardA.send("-ERR Invalid arguments specified for command\r\n");
        assertThat(client.reply()).isEqualTo("-ERR Invalid arguments specified for command\r\n");
        client.send("FIND", "x", "a");
        shardA.expect("command getkeys FIND x a");
        shardA.send("*1\r\n$1\r\na\r\n");
        shardA.expect("FIND x a");
        shardA.send("+OK\r\n");
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
        shard.expect("TOY a");
        shard.send("+OK\r\n");
        assertThat(other.reply()).isEqualTo("+OK\r\n");
    }

    @Test
    void aClientThatSendsNoMoreStillHasItsCommandCarriedOut() {
        RawClient client = with.connect();
        client.send("TOY", "a");
        client.endOutput();
        Connection shard = with.shardA.greet();
        shard.expect("command info TOY");
        shard.send(TOY);
        shard.expect("TOY a");
        shard.send("+OK\r\n");
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
        shard.expect("command info FIND");
        shard.send(FINDER);
        for (int cut = 1; cut < find.length; cut++) {
            shard.expect("command getkeys FIND x a");
            shard.send("*1\r\n$1\r\na\r\n");
            shard.expect("FIND x a");
            shard.send("+OK\r\n");
            assertThat(client.reply()).isEqualTo("+OK\r\n");
            client.send(find, 0, cut);
            with.fixture.run(() -> {});
            client.send(find, cut, find.length - cut);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.session.Users;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** INFO and CONFIG GET over the replies of real servers. */
final class InfoIT {
    private static List<RealRedis> redis;

    @BeforeAll
    static void start() {
        redis = RealRedis.startAll(2);
        try (RawClient one = redis.get(0).connect();
                RawClient other = redis.get(1).connect()) {
            one.call("MSET", "a", "1", "b", "2");
            one.call("SETEX", "c", "100", "3");
            other.call("SET", "d", "4");
            other.call("SELECT", "5");
            other.call("SET", "e", "5");
        }
    }

    @AfterAll
    static void stop() {
        redis.forEach(RealRedis::close);
    }

    @Test
    void severalServersHaveTheLinesOfOne() {
        List<RespValue> replies = ask("INFO", "everything");
        LocalClient client = new LocalClient(Users.OPEN, new FakeShards("one", "two"));
        client.shardReplies = replies;

        String merged = client.call("INFO", "everything");

        String first = ((RespValue.Bulk) replies.get(0)).text();
        assertThat(fields(merged).filter(InfoIT::isOnEveryServer))
                .containsSubsequence(
                        fields(first).filter(InfoIT::isOnEveryServer).toList());
    }

    @Test
    void keysOfAllServersAreCounted() {
        LocalClient client = new LocalClient(Users.OPEN, new FakeShards("one", "two"));
        client.shardReplies = ask("INFO", "keyspace");

        assertThat(client.call("INFO", "keyspace"))
                .contains("# Keyspace\r\ndb0:keys=4,expires=1,avg_ttl=")
                .contains("\r\ndb5:keys=1,expires=0,avg_ttl=0\r\n");
    }

    @Test
    void oneServersTextComesFirstAndUnchanged() {
        LocalClient client = LocalClient.open();
        List<RespValue> replies = ask("INFO").subList(0, 1);
        client.shardReplies = replies;

        assertThat(client.call("INFO")).contains(((RespValue.Bulk) replies.get(0)).text() + "\r\n# Ringway\r\n");
    }

    @Test
    void allParametersButPasswordsAreTold() {
        LocalClient client = LocalClient.open();
        List<RespValue> replies = ask("CONFIG", "GET", "*");
        client.shardReplies = replies;

        RespValue.Array merged = (RespValue.Array)
                RespDecoder.decode(client.call("CONFIG", "GET", "*").getBytes(StandardCharsets.UTF_8));

        List<RespValue> theirs = ((RespValue.Array) replies.get(0)).elements();
        assertThat(merged.elements()).hasSize(theirs.size() - 8).doesNotContain(RespValue.bulk("requirepass"));
        assertThat(theirs)
                .containsAll(merged.elements().stream()
                        .filter(value -> !value.equals(RespValue.bulk("6380")))
                        .toList());
    }

    private static Stream<String> fields(String info) {
        return info.lines().filter(line -> !line.isBlank()).map(line -> line.replaceAll(":.*", ""));
    }

    /** What a server did so far differs. */
    private static boolean isOnEveryServer(String field) {
        return !field.startsWith("cmdstat_") && !field.startsWith("latency_") && !field.startsWith("errorstat_");
    }

    private static List<RespValue> ask(String... command) {
        return redis.stream()
                .map(server -> {
                    try (RawClient client = server.connect()) {
                        client.send(command);
                        return RespDecoder.decode(client.replyBytes());
                    }
                })
                .toList();
    }
}

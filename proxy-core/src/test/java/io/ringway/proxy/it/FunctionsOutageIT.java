// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Libraries of functions on shards that are restarted without their data. */
final class FunctionsOutageIT {
    private static final int SHARDS = 3;
    private static final int DYING = 1;
    private static final Pattern LIST_CALLS = Pattern.compile("cmdstat_function\\|list:calls=(\\d+),");

    private List<RealRedis> servers = List.of();

    @BeforeEach
    void start() {
        servers = RealRedis.startAll(SHARDS);
    }

    @AfterEach
    void stop() {
        servers.forEach(RealRedis::close);
    }

    @Test
    void aShardThatComesBackEmptyGetsTheLibrariesOfTheOthers() {
        try (ProxyFixture proxy = before();
                RawClient client = proxy.connect()) {
            List<String> keys = IntStream.range(0, 20).mapToObj(i -> "key" + i).toList();
            client.call("FUNCTION", "LOAD", library("lib", 1));
            client.call("FUNCTION", "LOAD", library("other", 2));
            servers.get(DYING).restart();

            for (String key : keys) {
                await().until(() -> client.call("FCALL", "lib", "1", key).equals(":1\r\n"));
                await().until(() -> client.call("FCALL", "other", "1", key).equals(":2\r\n"));
            }
        }
    }

    @Test
    void aShardThatWasDownAtTheStartGetsThemToo() {
        servers.get(DYING).kill();
        try (RawClient direct = servers.get(0).connect();
                RawClient another = servers.get(2).connect();
                ProxyFixture proxy = before()) {
            direct.call("FUNCTION", "LOAD", library("lib", 1));
            another.call("FUNCTION", "LOAD", library("lib", 1));
            servers.get(DYING).restart();

            awaitLibraries("lib1");
            assertThat(proxy.endpoint()).isNotNull();
        }
    }

    @Test
    void allShardsThatComeBackTogetherGetThemFromThoseThatStayed() {
        try (ProxyFixture proxy = before();
                RawClient client = proxy.connect()) {
            client.call("FUNCTION", "LOAD", library("lib", 1));
            await("a look at every shard").until(this::isEveryShardLookedAt);
            servers.get(0).kill();
            servers.get(DYING).restart();
            servers.get(0).restart();

            awaitLibraries("lib1");
            await().until(() -> libraries(servers.get(0)).equals("lib1"));
        }
    }

    @Test
    void whatAShardHasStaysAndWhatOthersDisagreeOnStaysAway() {
        load(0, library("mine", 1), library("apart", 1), library("same", 1));
        load(DYING, library("mine", 2));
        load(2, library("mine", 1), library("apart", 2), library("same", 1));

        try (ProxyFixture proxy = before()) {
            awaitLibraries("mine2same1");
            assertThat(proxy.endpoint()).isNotNull();
        }
    }

    @Test
    void whatIsDeletedMeanwhileDoesNotComeBack() {
        try (ProxyFixture proxy = before();
                RawClient client = proxy.connect()) {
            client.call("FUNCTION", "LOAD", library("stays", 1));
            for (int round = 0; round < 8; round++) {
                client.call("FUNCTION", "LOAD", "REPLACE", library("goes", 1));
                servers.get(DYING).restart();
                if (round % 2 == 1) {
                    await().until(() -> libraries(servers.get(DYING)).contains("goes"));
                }
                client.call("FUNCTION", "DELETE", "goes");
                assertThat(libraries(servers.get(0)) + libraries(servers.get(2)))
                        .isEqualTo("stays1stays1");

                awaitLibraries("stays1");
            }
            servers.get(DYING).restart();
            client.call("FUNCTION", "FLUSH");
            client.call("FUNCTION", "LOAD", library("new", 1));
            awaitLibraries("new1");
        }
    }

    /** Each look asks the shard for its libraries, and the first of the others. */
    private boolean isEveryShardLookedAt() {
        return servers.stream().mapToInt(FunctionsOutageIT::lists).sum() >= 2 * SHARDS;
    }

    /** How often a server has been asked for its libraries. */
    private static int lists(RealRedis server) {
        try (RawClient direct = server.connect()) {
            Matcher calls = LIST_CALLS.matcher(direct.call("INFO", "commandstats"));
            return calls.find() ? Integer.parseInt(calls.group(1)) : 0;
        }
    }

    private ProxyFixture before() {
        return ProxyFixture.before(servers.stream().map(RealRedis::endpoint).toList());
    }

    private void load(int server, String... libraries) {
        try (RawClient direct = servers.get(server).connect()) {
            for (String library : libraries) {
                assertThat(direct.call("FUNCTION", "LOAD", library)).startsWith("$");
            }
        }
    }

    private void awaitLibraries(String expected) {
        await().untilAsserted(() -> assertThat(libraries(servers.get(DYING))).isEqualTo(expected));
    }

    /** The names of a server's libraries, each with what its function returns. */
    private static String libraries(RealRedis server) {
        StringBuilder all = new StringBuilder();
        try (RawClient direct = server.connect()) {
            for (String name : List.of("apart", "goes", "lib", "mine", "new", "other", "same", "stays")) {
                String reply = Objects.requireNonNull(direct.call("FCALL", name, "0"));
                if (reply.startsWith(":")) {
                    all.append(name).append(reply, 1, reply.length() - 2);
                }
            }
        }
        return all.toString();
    }

    /** A library with one function of its name, which returns a number. */
    private static String library(String name, int number) {
        return "#!lua name=" + name + "\nredis.register_function('" + name + "', function() return " + number + " end)";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.RealRedis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries of functions on shards that are restarted, with or without their data. */
final class FunctionsOutageIT {
    private static final int DYING = 1;
    private static final Pattern LIST_CALLS = Pattern.compile("cmdstat_function\\|list:calls=(\\d+),");
    private static final List<String> NAMES = List.of("first", "goes", "new", "second", "stays");

    @TempDir
    private Path directory;

    private final List<RealRedis> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(RealRedis::close);
    }

    @Test
    void aShardThatComesBackEmptyGetsTheLibrariesOfTheOthers() {
        start(2);
        try (ProxyFixture proxy = before();
                RawClient client = proxy.connect()) {
            client.call("FUNCTION", "LOAD", library("first", 1));
            client.call("FUNCTION", "LOAD", library("second", 2));
            String key = keyOf(DYING, client);
            servers.get(DYING).restart();

            await().until(() -> calledOrAbsent(client, "first", key).equals(":1\r\n"));
            await().until(() -> calledOrAbsent(client, "second", key).equals(":2\r\n"));
            assertThat(proxy.figure("libraries_differing")).isZero();
        }
    }

    @Test
    void theOnlyShardThatStayedGivesItsLibrariesToAllOthers() {
        start(3);
        servers.get(2).kill();
        load(0, library("first", 1));
        try (ProxyFixture proxy = before()) {
            awaitLibraries(1, "first1");
            servers.get(1).restart();
            servers.get(2).restart();

            awaitLibraries(1, "first1");
            awaitLibraries(2, "first1");
            assertThat(proxy.figure("libraries_differing")).isZero();
        }
    }

    @Test
    void whatIsDeletedWhileAShardIsAwayDoesNotComeBack() {
        start(3);
        try (ProxyFixture proxy = before();
                RawClient client = proxy.connect()) {
            client.call("FUNCTION", "LOAD", library("stays", 1));
            client.call("FUNCTION", "LOAD", library("goes", 1));
            client.call("FUNCTION", "LOAD", library("new", 1));
            servers.get(DYING).kill();
            assertThat(client.call("FUNCTION", "DELETE", "goes")).startsWith("-ERR ");
            assertThat(client.call("FUNCTION", "LOAD", "REPLACE", library("new", 2)))
                    .startsWith("-ERR ");
            servers.get(DYING).restart();

            awaitLibraries(DYING, "new2stays1");
            assertThat(libraries(0)).isEqualTo("new2stays1");
        }
    }

    @Test
    void whatIsDeletedWhileAShardIsGivenItDoesNotComeBack() {
        start(3);
        try (ProxyFixture proxy = before();
                RawClient client = proxy.connect()) {
            client.call("FUNCTION", "LOAD", library("stays", 1));
            for (int round = 0; round < 2; round++) {
                client.call("FUNCTION", "LOAD", "REPLACE", library("goes", 1));
                servers.get(DYING).restart();
                if (round == 1) {
                    await().until(() -> libraries(DYING).contains("goes"));
                }
                // Like any command for all shards, it has to be sent again where it did not come to one of them.
                await().until(() -> !client.call("FUNCTION", "DELETE", "goes").contains(" shard '"));

                awaitLibraries(DYING, "stays1");
                assertThat(libraries(0) + libraries(2)).isEqualTo("stays1stays1");
            }
        }
    }

    @Test
    void aShardThatComesBackWithOldLibrariesIsLeftAloneUntilSomebodyPutsThemRight() {
        servers.add(RealRedis.start());
        servers.add(RealRedis.start("--dir", directory.toString()));
        try (ProxyFixture proxy = before();
                RawClient client = proxy.connect()) {
            client.call("FUNCTION", "LOAD", library("goes", 1));
            client.call("FUNCTION", "LOAD", library("new", 1));
            client.call("FUNCTION", "LOAD", library("stays", 1));
            save(DYING);
            servers.get(DYING).kill();
            client.call("FUNCTION", "DELETE", "goes");
            client.call("FUNCTION", "LOAD", "REPLACE", library("new", 2));
            servers.get(DYING).restart();

            await().until(() -> proxy.figure("libraries_differing") == 2);
            assertThat(libraries(DYING)).isEqualTo("goes1new1stays1");
            assertThat(libraries(0)).isEqualTo("new2stays1");

            client.call("FUNCTION", "DELETE", "goes");
            client.call("FUNCTION", "LOAD", "REPLACE", library("new", 2));
            await().until(() -> proxy.figure("libraries_differing") == 0);
            assertThat(libraries(DYING)).isEqualTo("new2stays1");
        }
    }

    @Test
    void shardsThatAllComeBackEmptyStayEmpty() {
        start(2);
        try (ProxyFixture proxy = before();
                RawClient client = proxy.connect()) {
            client.call("FUNCTION", "LOAD", library("first", 1));
            servers.forEach(RealRedis::kill);
            servers.forEach(RealRedis::restart);

            await().until(() -> lists(0) > 0 && lists(1) > 0);
            assertThat(libraries(0) + libraries(1)).isEmpty();
        }
    }

    @Test
    void serversThatKnowOrAllowNoFunctionsHaveNoSay() {
        start(2);
        servers.add(RealRedis.start("--rename-command", "FUNCTION", ""));
        servers.add(RealRedis.start("--user", "default", "on", "nopass", "~*", "&*", "+@all", "-function"));
        load(0, library("first", 1));
        try (ProxyFixture proxy = before()) {
            awaitLibraries(1, "first1");
            assertThat(proxy.figure("libraries_differing")).isZero();
        }
    }

    private static String keyOf(int shard, RawClient client) {
        for (int i = 0; ; i++) {
            if (client.call("RINGWAY", "ROUTE", "key" + i).contains(" shard=shard" + shard + " ")) {
                return "key" + i;
            }
        }
    }

    private void start(int count) {
        servers.addAll(RealRedis.startAll(count));
    }

    private ProxyFixture before() {
        return ProxyFixture.before(servers.stream().map(RealRedis::endpoint).toList());
    }

    private void load(int server, String library) {
        try (RawClient direct = servers.get(server).connect()) {
            assertThat(direct.call("FUNCTION", "LOAD", library)).startsWith("$");
        }
    }

    private void save(int server) {
        try (RawClient direct = servers.get(server).connect()) {
            assertThat(direct.call("SAVE")).isEqualTo("+OK\r\n");
        }
    }

    /** Calls a function; while the shard is away, or has not been given it yet, errors tell as much. */
    private static String calledOrAbsent(RawClient client, String function, String key) {
        String reply = client.call("FCALL", function, "1", key);
        assertThat(reply)
                .satisfiesAnyOf(
                        called -> assertThat(called).startsWith(":"),
                        absent -> assertThat(absent).startsWith("-ERR Function not found"),
                        away -> assertThat(away).startsWith("-ERR shard '"),
                        lost -> assertThat(lost).startsWith("-ERR connection to shard '"));
        return reply;
    }

    /** How often a server has been asked for its libraries. */
    private int lists(int server) {
        try (RawClient direct = servers.get(server).connect()) {
            Matcher calls = LIST_CALLS.matcher(direct.call("INFO", "commandstats"));
            return calls.find() ? Integer.parseInt(calls.group(1)) : 0;
        }
    }

    private void awaitLibraries(int server, String expected) {
        await().untilAsserted(() -> assertThat(libraries(server)).isEqualTo(expected));
    }

    /** The names of a server's libraries, each with what its function returns. */
    private String libraries(int server) {
        StringBuilder all = new StringBuilder();
        try (RawClient direct = servers.get(server).connect()) {
            for (String name : NAMES) {
                String reply = direct.call("FCALL", name, "0");
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

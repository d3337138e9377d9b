// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.slowlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.resp.CommandFrame;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SlowLogTest {
    private static final CommandTable TABLE = CommandTable.load();
    private static final long SLOW = TimeUnit.SECONDS.toNanos(1);

    private final SlowLog log = new SlowLog(TABLE, Clock.systemUTC());

    @Test
    void onlyWhatTookLongEnoughIsEntered() {
        log.add(row("get").id(), TimeUnit.MICROSECONDS.toNanos(9_999), null, "", "");
        assertThat(log.length()).isZero();
        log.add(row("get").id(), TimeUnit.MICROSECONDS.toNanos(10_000), null, "", "");
        assertThat(log.length()).isOne();
        log.slowerThan(-1);
        log.add(row("get").id(), Long.MAX_VALUE - 1, null, "", "");
        assertThat(log.length()).isOne();
    }

    @Test
    void tooManyEntriesLeaveWithTheNext() {
        log.maxLength(2);
        for (int i = 0; i < 5; i++) {
            log.add(row("get").id(), SLOW, null, "", "");
        }
        assertThat(log.newest(10)).extracting(SlowCommand::id).containsExactly(4L, 3L);
        log.maxLength(0);
        log.add(row("get").id(), SLOW, null, "", "");
        assertThat(log.length()).isZero();
    }

    @Test
    void argumentsAreKeptOfCommandsThatMayBeSlowByThemselves() {
        assertThat(List.of("keys", "lrange", "eval", "hgetall", "smembers", "sort"))
                .allMatch(name -> log.keepsArguments(row(name)));
        assertThat(List.of("get", "set", "incr", "hset", "zadd", "lpush", "expire"))
                .noneMatch(name -> log.keepsArguments(row(name)));
        log.slowerThan(0);
        assertThat(log.keepsArguments(row("get"))).isTrue();
        log.slowerThan(-1);
        assertThat(log.keepsArguments(row("keys"))).isFalse();
    }

    @Test
    void whatWasNotKeptIsSaidToBeMissing() {
        log.add(row("object|encoding").id(), SLOW, null, "", "");
        assertThat(shown()).containsExactly("OBJECT", "ENCODING", "(arguments not kept)");
    }

    @Test
    void longArgumentsAndManyOfThemAreCutAsInRedis() {
        String[] command = new String[37];
        Arrays.fill(command, "k");
        command[0] = "MGET";
        command[1] = "x".repeat(179);
        add("mget", command);
        List<String> shown = shown();
        assertThat(shown).hasSize(32).startsWith("MGET", "x".repeat(128) + "... (51 more bytes)", "k");
        assertThat(shown.get(31)).isEqualTo("... (6 more arguments)");
    }

    @Test
    void secretsAreTakenOut() {
        add("auth", "AUTH", "user", "secret");
        assertThat(shown()).containsExactly("AUTH", "(redacted)", "(redacted)");
        add("hello", "HELLO", "2", "AUTH", "user", "secret", "SETNAME", "me");
        assertThat(shown()).containsExactly("HELLO", "2", "AUTH", "(redacted)", "(redacted)", "SETNAME", "me");
        add("config|set", "CONFIG", "SET", "maxmemory", "1", "MasterAuth", "secret");
        assertThat(shown()).containsExactly("CONFIG", "SET", "maxmemory", "1", "MasterAuth", "(redacted)");
        add("migrate", "MIGRATE", "h", "1", "k", "0", "9", "AUTH2", "user", "secret");
        assertThat(shown()).containsExactly("MIGRATE", "h", "1", "k", "0", "9", "AUTH2", "(redacted)", "(redacted)");
    }

    private void add(String row, String... command) {
        log.add(row(row).id(), SLOW, KeptArguments.of(CommandFrame.of(command)), "", "");
    }

    private List<String> shown() {
        return log.newest(1).get(0).arguments().stream()
                .map(argument -> new String(argument, StandardCharsets.US_ASCII))
                .toList();
    }

    private static CommandSpec row(String name) {
        return Objects.requireNonNull(TABLE.find(name));
    }
}

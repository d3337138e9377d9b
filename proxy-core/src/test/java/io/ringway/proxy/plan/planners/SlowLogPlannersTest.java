// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.slowlog.KeptArguments;
import io.ringway.resp.CommandFrame;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SlowLogPlannersTest {
    private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(15);

    private final LocalClient client = LocalClient.open();

    @Test
    void entriesHaveTheShapeOfRedis() {
        add("KEYS", "user:*");

        assertThat(client.call("SLOWLOG", "GET").split("\r\n", -1))
                .containsExactly(
                        "*1",
                        "*6",
                        ":0",
                        ":1770091506",
                        ":15000",
                        "*2",
                        "$4",
                        "KEYS",
                        "$6",
                        "user:*",
                        "$9",
                        "1.2.3.4:5",
                        "$6",
                        "worker",
                        "");
    }

    @Test
    void theNewestComeFirstAndAsManyAsAsked() {
        for (int i = 0; i < 15; i++) {
            add("KEYS", "pattern:" + i);
        }
        assertThat(client.call("SLOWLOG", "LEN")).isEqualTo(":15\r\n");
        assertThat(client.call("SLOWLOG", "GET")).startsWith("*10\r\n*6\r\n:14\r\n");
        assertThat(client.call("SLOWLOG", "GET", "1")).startsWith("*1\r\n*6\r\n:14\r\n");
        assertThat(client.call("SLOWLOG", "GET", "-1")).startsWith("*15\r\n");
        assertThat(client.call("SLOWLOG", "GET", "0")).isEqualTo("*0\r\n");
    }

    @Test
    void aResetForgetsAllButTheNumbers() {
        add("KEYS", "a");
        assertThat(client.call("SLOWLOG", "RESET")).isEqualTo("+OK\r\n");
        assertThat(client.call("SLOWLOG", "LEN")).isEqualTo(":0\r\n");
        add("KEYS", "b");
        assertThat(client.call("SLOWLOG", "GET")).startsWith("*1\r\n*6\r\n:1\r\n");
    }

    private void add(String... command) {
        int row = Objects.requireNonNull(LocalClient.TABLE.find(command[0])).id();
        client.slowLog.add(row, SLOW, KeptArguments.of(CommandFrame.of(command)), "1.2.3.4:5", "worker");
    }
}

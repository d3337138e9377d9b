// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.proxy.testing.ProxyFixture;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.SharedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While writes are paused, functions that declare to write nothing may be called, as on a server; others wait. */
final class PausedFunctionsIT {
    private static final String LIBRARY = """
            #!lua name=mine
            redis.register_function{
              function_name = 'Look', callback = function(keys) return 'seen' end, flags = {'no-writes'}
            }
            redis.register_function('change', function(keys) return redis.call('INCR', keys[1]) end)
            """;

    @AutoClose
    private final ProxyFixture proxy = ProxyFixture.before(SharedRedis.endpoints(4));

    @AutoClose
    private final RawClient pausing = proxy.connect();

    @AutoClose
    private final RawClient client = proxy.connect();

    @BeforeEach
    void pause() {
        SharedRedis.flush();
        SharedRedis.flushScripts();
        assertThat(pausing.call("FUNCTION", "LOAD", LIBRARY)).isEqualTo("$4\r\nmine\r\n");
        assertThat(pausing.call("CLIENT", "PAUSE", "100000", "WRITE")).isEqualTo("+OK\r\n");
    }

    @AfterEach
    void close() {
        pausing.call("CLIENT", "UNPAUSE");
        SharedRedis.flushScripts();
    }

    @Test
    void whatWritesNothingIsAnsweredWhateverCaseItIsCalledIn() {
        assertThat(client.call("FCALL", "Look", "1", "a")).isEqualTo("$4\r\nseen\r\n");
        assertThat(client.call("FCALL", "LOOK", "1", "b")).isEqualTo("$4\r\nseen\r\n");
        assertThat(client.call("FCALL_RO", "look", "1", "c")).isEqualTo("$4\r\nseen\r\n");
    }

    @Test
    void inATransactionToo() {
        client.call("MULTI");
        client.call("GET", "a");
        client.call("FCALL", "Look", "1", "a");
        assertThat(client.call("EXEC")).isEqualTo("*2\r\n$-1\r\n$4\r\nseen\r\n");
    }

    @Test
    void whatMayWriteWaits() {
        client.send("FCALL", "change", "1", "a");
        await().until(() -> pausing.call("CLIENT", "LIST").contains(" flags=b "));
        assertThat(pausing.call("GET", "a")).isEqualTo("$-1\r\n");

        pausing.call("CLIENT", "UNPAUSE");
        assertThat(client.reply()).isEqualTo(":1\r\n");
    }

    @Test
    void whatHasBecomeOneThatWritesWaitsInTheNextPause() {
        assertThat(client.call("FCALL", "Look", "1", "a")).isEqualTo("$4\r\nseen\r\n");
        pausing.call("CLIENT", "UNPAUSE");
        pausing.call("FUNCTION", "LOAD", "REPLACE", LIBRARY.replace(", flags = {'no-writes'}", ""));
        pausing.call("CLIENT", "PAUSE", "100000", "WRITE");

        client.send("FCALL", "Look", "1", "a");
        await().until(() -> pausing.call("CLIENT", "LIST").contains(" flags=b "));
    }
}

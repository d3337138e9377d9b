// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptFlagsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "#!lua flags=no-writes\nreturn 1",
                "#!lua  flags=allow-stale,no-writes \r\nreturn 1",
                "#!lua flags=allow-oom flags=no-writes\n"
            })
    void aScriptMayDeclareThatItWritesNothing(String body) {
        assertThat(ScriptFlags.declareNoWrites(body.getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "return 1",
                "#!lua\nreturn 1",
                "#!lua flags=\nreturn 1",
                "#!lua flags=allow-stale\nreturn 1",
                "#!lua flags=no-writes",
                "#!lua flags=no-writes2\n",
                "#!js flags=no-writes\n",
                "-- #!lua flags=no-writes\nreturn 1",
                "return 1 -- no-writes\n"
            })
    void anyOtherScriptMayWrite(String body) {
        assertThat(ScriptFlags.declareNoWrites(body.getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }
}

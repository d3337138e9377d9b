// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.resp.CommandFrame;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ScriptMemoryTest {
    private static final int LIMIT = 64 << 10;
    private static final String BODY = "return redis.call('incr', KEYS[1])";
    private static final String DIGEST = "2bab3b661081db58bd2341920e0ba7cf5dc77b25";

    private final ScriptMemory memory = new ScriptMemory(LIMIT);

    @Test
    void aDigestIsWhatServersCallAScriptByInAnyCase() {
        CommandFrame call = CommandFrame.of("EVALSHA", DIGEST, "0");

        assertThat(ScriptDigest.parse(call, 1)).isEqualTo(ScriptDigest.of(bytes(BODY)));
        assertThat(ScriptDigest.parse(CommandFrame.of("EVALSHA", DIGEST.toUpperCase(Locale.ROOT)), 1))
                .isEqualTo(ScriptDigest.of(bytes(BODY)));
        assertThat(ScriptDigest.parse(CommandFrame.of("EVALSHA", DIGEST.replace('2', 'g')), 1))
                .isNull();
        assertThat(ScriptDigest.parse(CommandFrame.of("EVALSHA", DIGEST.substring(1)), 1))
                .isNull();
    }

    @Test
    void scriptsThatAreOnlySentDoNotPushOutThoseThatAreCalled() {
        memory.loaded(bytes(BODY));
        memory.sent(bytes("return 'called once'"));
        memory.call(ScriptDigest.of(bytes("return 'called once'")));
        for (int i = 0; i < 10_000; i++) {
            memory.sent(bytes("return " + i));
        }

        assertThat(memory.knows(ScriptDigest.of(bytes(BODY)))).isTrue();
        assertThat(memory.knows(ScriptDigest.of(bytes("return 'called once'")))).isTrue();
        assertThat(memory.knows(ScriptDigest.of(bytes("return 9999")))).isTrue();
        assertThat(memory.knows(ScriptDigest.of(bytes("return 0")))).isFalse();
        assertThat(memory.bytes()).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void theOneThatWasCalledLongestAgoLeavesFirst() {
        for (int i = 0; i < 1000; i++) {
            memory.loaded(bytes("return " + i));
            memory.call(ScriptDigest.of(bytes("return 0")));
        }

        assertThat(memory.call(ScriptDigest.of(bytes("return 0")))).isEqualTo(bytes("return 0"));
        assertThat(memory.call(ScriptDigest.of(bytes("return 1")))).isNull();
        assertThat(memory.bytes()).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void aScriptTooLargeForTheMemoryIsNotRemembered() {
        byte[] huge = new byte[LIMIT];
        memory.sent(huge);
        memory.loaded(huge);

        assertThat(memory.bytes()).isZero();
    }

    @Test
    void aNewEpochBeginsWhenAllIsForgotten() {
        SeenBodies seen = new SeenBodies();
        LoadedScripts loaded = new LoadedScripts();
        ScriptDigest script = ScriptDigest.of(bytes(BODY));
        CommandFrame eval = CommandFrame.of("EVAL", BODY, "0");
        memory.sent(bytes(BODY));
        loaded.add(script, memory.epoch());
        assertThat(seen.isNew(eval, 1, memory.epoch())).isTrue();
        assertThat(seen.isNew(eval, 1, memory.epoch())).isFalse();

        memory.forgetAll();

        assertThat(memory.knows(script)).isFalse();
        assertThat(memory.bytes()).isZero();
        assertThat(loaded.has(script, memory.epoch())).isFalse();
        assertThat(seen.isNew(eval, 1, memory.epoch())).isTrue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

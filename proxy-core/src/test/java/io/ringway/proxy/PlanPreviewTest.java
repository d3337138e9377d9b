// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.compat.CommandFile;
import io.ringway.proxy.control.config.ListenConfig;
import io.ringway.proxy.control.config.ProxyConfig;
import io.ringway.proxy.control.config.ShardConfig;
import io.ringway.proxy.plan.Explained.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanPreviewTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET a | FORWARDED | GET a",
                "SET a secret | FORWARDED | SET a",
                "MSET a 1 b 2 c 3 d 4 e 5 | SPLIT | MSET a b c d and 1 more",
                "MGET {t}a {t}b | FORWARDED | MGET {t}a {t}b",
                "SUNION a b c d | REFUSED | SUNION a b c d",
                "SUNION {t}a {t}b | FORWARDED | SUNION {t}a {t}b",
                "SORT a BY w_* | REFUSED | SORT a",
                "DBSIZE | BROADCAST | DBSIZE",
                "RANDOMKEY | BROADCAST | RANDOMKEY",
                "BLPOP a 0 | PINNED | BLPOP a",
                "WATCH a | PINNED | WATCH a",
                "PING | LOCAL | PING",
                "CONFIG GET maxmemory | BROADCAST | CONFIG GET",
                "CLIENT KILL ID 5 | LOCAL | CLIENT KILL",
                "SUBSCRIBE news | LOCAL | SUBSCRIBE",
                "PUBLISH news secret | FORWARDED | PUBLISH",
                "EVAL 'return 1' 0 | REFUSED | EVAL",
                "EVAL 'return 1' 2 a{t} b{t} | FORWARDED | EVAL a{t} b{t}",
                "SHUTDOWN | REFUSED | SHUTDOWN",
                "GET | INVALID | GET",
                "SELECT x | INVALID | SELECT",
                "SELECT 16 | INVALID | SELECT",
                "JSON.GET doc | LOOKED_UP | JSON.GET",
                "GET \"a key\\x00\" | FORWARDED | GET a\\x20key\\x00",
            })
    void eachCommandIsPutToItsKind(String line, Kind kind, String example) throws Exception {
        assertThat(previews(line)).singleElement().satisfies(preview -> {
            assertThat(preview.explained().kind()).isEqualTo(kind);
            assertThat(preview.example()).isEqualTo(example);
        });
    }

    @Test
    void whatIsRefusedComesWithTheReasonAndWhatToDo() throws Exception {
        Preview preview = previews("SUNION a b c d").get(0);

        assertThat(preview.explained().why()).startsWith("CROSSSLOT");
        assertThat(preview.explained().advice()).contains("{hash tag}").contains("placement rule");
    }

    @Test
    void aTransactionWithKeysOnSeveralShardsIsRefusedWithItsExec() throws Exception {
        assertThat(kinds("MULTI", "SET {t}a 1", "SET {t}b 1", "EXEC"))
                .containsExactly(Kind.LOCAL, Kind.FORWARDED, Kind.FORWARDED, Kind.FORWARDED);
        List<Kind> apart = kinds("MULTI", "SET a 1", "SET b 1", "SET c 1", "SET d 1", "EXEC", "GET a");
        assertThat(apart).startsWith(Kind.LOCAL, Kind.FORWARDED).endsWith(Kind.REFUSED, Kind.FORWARDED);
        assertThat(apart.subList(2, 5)).contains(Kind.REFUSED);
    }

    @Test
    void clientsOfARecordingHaveTransactionsOfTheirOwn() throws Exception {
        assertThat(kinds(
                        "1.1 [0 1.1.1.1:1] \"multi\"",
                        "1.1 [0 1.1.1.1:2] \"multi\"",
                        "1.1 [0 1.1.1.1:1] \"set\" \"a\" \"1\"",
                        "1.1 [0 1.1.1.1:2] \"set\" \"b\" \"1\"",
                        "1.1 [0 1.1.1.1:1] \"exec\"",
                        "1.1 [0 1.1.1.1:2] \"exec\"",
                        "1.1 [0 1.1.1.1:3] \"exec\""))
                .containsExactly(
                        Kind.LOCAL,
                        Kind.LOCAL,
                        Kind.FORWARDED,
                        Kind.FORWARDED,
                        Kind.FORWARDED,
                        Kind.FORWARDED,
                        Kind.INVALID);
    }

    @Test
    void aScriptThatUsesKeysOfOtherShardsWithoutSayingSoIsChanged() throws Exception {
        List<Preview> previews = previews(
                "1.1 [0 1.1.1.1:1] \"evalsha\" \"sha\" \"1\" \"k{t}\" \"secret\"",
                "1.1 [0 lua] \"get\" \"k{t}\"",
                "1.1 [0 lua] \"mset\" \"a\" \"1\" \"b\" \"2\" \"c\" \"3\" \"d\" \"4\" \"e\" \"5\" \"f\" \"6\"",
                "1.1 [0 1.1.1.1:1] \"get\" \"k\"");

        assertThat(previews)
                .extracting(preview -> preview.explained().kind())
                .containsExactly(Kind.FORWARDED, Kind.CHANGED, Kind.FORWARDED);
        assertThat(previews.get(1).command()).isEqualTo("EVALSHA");
        assertThat(previews.get(1).example()).matches("EVALSHA k\\{t\\} uses [a-f]");
    }

    @Test
    void aDatabaseThatTheStoreDoesNotHaveIsRefused() throws Exception {
        assertThat(kinds("1.1 [16 1.1.1.1:1] \"get\" \"a\"", "1.1 [15 1.1.1.1:1] \"get\" \"a\""))
                .containsExactly(Kind.REFUSED, Kind.FORWARDED);
    }

    private static List<Kind> kinds(String... lines) throws Exception {
        return previews(lines).stream()
                .map(preview -> preview.explained().kind())
                .toList();
    }

    private static List<Preview> previews(String... lines) throws IOException, ProxyStartException {
        List<ShardConfig> shards = IntStream.range(0, 4)
                .mapToObj(i -> ShardConfig.named("shard" + i, "127.0.0.1", 1 + i))
                .toList();
        PlanPreview preview = PlanPreview.of(ProxyConfig.defaults(ListenConfig.DEFAULT, shards));
        List<Preview> previews = new ArrayList<>();
        CommandFile.read(
                new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1)),
                command -> preview.next(command).ifPresent(previews::add));
        return previews;
    }
}

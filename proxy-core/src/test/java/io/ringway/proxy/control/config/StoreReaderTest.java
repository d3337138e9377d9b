// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import static io.ringway.proxy.control.config.ConfigText.ONE_SHARD;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.sharding.Algorithm;
import io.ringway.sharding.HashTag;
import io.ringway.sharding.KeyHash;
import io.ringway.sharding.PlacementRules;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store may and must say of itself: its shards, and where keys go. */
class StoreReaderTest {
    @TempDir
    Path directory;

    @Test
    void theHashFollowsTheAlgorithmUnlessGiven() throws Exception {
        assertThat(read(ONE_SHARD + "    placement: {algorithm: ketama, hash-tag: none}\n")
                        .store()
                        .placement())
                .isEqualTo(new PlacementConfig(Algorithm.KETAMA, KeyHash.FNV1A_64, HashTag.OFF, PlacementRules.NONE));
    }

    @Test
    void ruleAndShardsMustFit() {
        assertThat(problems(ONE_SHARD + "    placement: {algorithm: rendezvous, hash: md5}\n"))
                .containsExactly(
                        "x.yaml:6:16: placement rendezvous always hashes with xxh3_64, but hash 'md5' is given");
        assertThat(problems(ONE_SHARD
                        + "      - {name: b, address: 'h:1', weight: 2}\n"
                        + "    placement: {algorithm: jump}\n"))
                .containsExactly("x.yaml:7:16: placement jump has no weights, but shard 'b' weighs 2 and others 1");
    }

    @Test
    void aPlacementRuleMustFitTheStore() {
        assertThat(problems("""
                        stores:
                          main:
                            placement:
                              rules:
                                - {prefix: "rq:", shard: alpa}
                                - {database: 4, shard: beta}
                                - {database: 3, shard: "h:2"}
                            databases: 4
                            shards:
                              - {name: alpha, address: 'h:1'}
                              - {address: 'h:2'}
                        """))
                .containsExactly(
                        "x.yaml:5:34: there is no shard 'alpa', did you mean 'alpha'?",
                        "x.yaml:6:22: 'database' must be less than 'databases', which is 4",
                        "x.yaml:6:32: there is no shard 'beta'");
    }

    @Test
    void aPlacementRuleSaysWhichKeysItIsForAndWhereTheyGo() {
        assertThat(problems(ONE_SHARD + """
                            placement:
                              rules:
                                - {shard: a}
                                - {prefix: p, database: 1, shard: a}
                                - {prefix: p}
                                - {prefix: "", shard: a}
                                - {database: -1, shard: a}
                                - {prefx: p, shard: a}
                        """))
                .containsExactly(
                        "x.yaml:8:11: missing key 'prefix' or 'database'",
                        "x.yaml:9:33: give 'prefix' or 'database', not both",
                        "x.yaml:10:11: missing key 'shard'",
                        "x.yaml:11:20: 'prefix' must be a text of at least one character, not ''",
                        "x.yaml:12:22: 'database' must be a whole number from 0 to 9999, not '-1'",
                        "x.yaml:13:11: missing key 'prefix' or 'database'",
                        "x.yaml:13:12: unknown key 'prefx', did you mean 'prefix'?");
        assertThat(problems(ONE_SHARD + "    placement: {rules: []}\n"))
                .containsExactly("x.yaml:6:24: 'rules' must not be empty");
    }

    @Test
    void aPlacementRuleThatCouldNeverDecideIsAMistake() {
        assertThat(problems(ONE_SHARD + """
                            placement:
                              rules:
                                - {prefix: rq, shard: a}
                                - {database: 1, shard: a}
                                - {prefix: "rq:queue", shard: a}
                                - {database: 1, shard: a}
                                - {prefix: r, shard: a}
                        """))
                .containsExactly(
                        "x.yaml:10:20: this rule would never decide: 'prefix rq' in line 8 comes first",
                        "x.yaml:11:22: this rule would never decide: 'database 1' in line 9 comes first");
    }

    @Test
    void moreShardsThanACursorCanCountAreRefused() {
        String shards = IntStream.rangeClosed(1, 1025)
                .mapToObj(port -> "{address: 'a:" + port + "'}")
                .collect(Collectors.joining(", "));

        assertThat(problems("stores: {main: {shards: [" + shards + "]}}"))
                .containsExactly("x.yaml:1:25: at most 1024 shards, not 1025");
    }

    @Test
    void aShardWithoutANameIsCalledByItsAddressAsTwemproxyDoesOnItsRing() throws Exception {
        String shards = "stores: {main: {shards: [{address: 'a:11211'}, {address: 'a:1'}], placement: {algorithm: ";

        assertThat(read(shards + "rendezvous}}}\n").store().shards())
                .extracting(ShardConfig::name)
                .containsExactly("a:11211", "a:1");
        assertThat(read(shards + "ketama}}}\n").store().shards())
                .extracting(ShardConfig::name)
                .containsExactly("a", "a:1");
        assertThat(problems("stores: {main: {shards: [{address: 'a:1'}, {address: 'a:1'}]}}"))
                .containsExactly("x.yaml:1:54: duplicate shard name 'a:1', first given in line 1");
    }

    @Test
    void aStoreNeedsShards() {
        assertThat(problems("stores: {main: {}}")).containsExactly("x.yaml:1:16: missing key 'shards'");
        assertThat(problems("stores: {main: {shards: []}}")).containsExactly("x.yaml:1:25: 'shards' must not be empty");
        assertThat(problems("stores: {main: {shards: a}}"))
                .containsExactly("x.yaml:1:25: 'shards' must be a list, one '- ' for each item");
    }

    @Test
    void aSecondStoreIsRefusedWithTheReason() {
        assertThat(problems(ONE_SHARD + "  other:\n    shards:\n      - {name: a, address: 'h:1'}\n"))
                .containsExactly("x.yaml:6:3: a second store, 'other': several stores come with rollouts");
    }

    @Test
    void aPauseCannotEndBeforeItBegins() {
        assertThat(problems(ONE_SHARD + "    reconnect: {min: 5s, max: 1s}\n"))
                .containsExactly("x.yaml:6:22: 'min' must not be longer than 'max'");
    }

    private ProxyConfig read(String text) throws ConfigException {
        return ConfigText.read(directory, text);
    }

    private List<String> problems(String text) {
        return ConfigText.problems(directory, text);
    }
}

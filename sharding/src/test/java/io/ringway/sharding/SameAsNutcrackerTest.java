// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with the servers that a real nutcracker picked, as recorded by {@code src/test/golden/generate.py}. */
class SameAsNutcrackerTest {
    private static final List<byte[]> KEYS = GoldenKeys.all();

    /** One pool of the recording: its configuration, and a digit in base 36 for the server of each key. */
    record Pool(Algorithm algorithm, KeyHash hash, HashTag hashTag, List<WeightedShard> shards, String servers) {
        @Override
        public String toString() {
            return algorithm + " " + hash + " tag " + hashTag + " " + shards;
        }
    }

    static Stream<Pool> pools() {
        List<Pool> pools = new ArrayList<>();
        for (String section : recording().split("\n\n", -1)) {
            if (section.startsWith("pool ")) {
                pools.add(pool(section.strip().split("\n", -1)));
            }
        }
        return pools.stream();
    }

    @ParameterizedTest
    @MethodSource("pools")
    void everyKeyIsOnTheServerThatNutcrackerPicks(Pool pool) {
        Placement placement = new PlacementSpec(pool.algorithm, pool.hash, pool.hashTag, pool.shards).placement();

        int[] expected = pool.servers.chars().map(c -> Character.digit(c, 36)).toArray();
        int[] actual = KEYS.stream().mapToInt(placement::shardOf).toArray();

        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void theRecordingCoversEveryTwemproxyHashWithBothDistributions() {
        Set<List<Object>> covered = new HashSet<>();
        pools().forEach(pool -> covered.add(List.of(pool.algorithm, pool.hash)));

        assertThat(covered).hasSize(2 * (KeyHash.values().length - 1));
    }

    private static Pool pool(String[] lines) {
        String[] head = lines[0].split(" ", -1);
        List<WeightedShard> shards = Arrays.stream(lines)
                .filter(line -> line.startsWith("server "))
                .map(line -> TwemproxyServer.parse(line.substring("server ".length())))
                .map(TwemproxyServer::shard)
                .toList();
        return new Pool(
                Algorithm.named(head[1]),
                KeyHash.named(head[2]),
                HashTag.of(head.length > 3 ? head[3] : ""),
                shards,
                String.join("", Arrays.asList(lines).subList(1 + shards.size(), lines.length)));
    }

    private static String recording() {
        try (InputStream file =
                Objects.requireNonNull(SameAsNutcrackerTest.class.getResourceAsStream("nutcracker.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

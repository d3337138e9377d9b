// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
    private static final List<String> WORDS = List.of("listen", "limits", "shards", "stores", "users");

    @ParameterizedTest
    @CsvSource({"shards, shards, 0", "shrads, shards, 1", "shard, shards, 1", "shords, shards, 1", "abc, xyz, 3"})
    void distanceCountsInsertionsDeletionsReplacementsAndSwaps(String from, String to, int steps) {
        assertThat(Suggestion.distance(from, to)).isEqualTo(steps);
        assertThat(Suggestion.distance(to, from)).isEqualTo(steps);
    }

    @Test
    void theNearestWordIsSuggestedWhateverItsCase() {
        assertThat(Suggestion.forWord("Lisetn", WORDS)).isEqualTo(", did you mean 'listen'?");
        assertThat(Suggestion.forWord("limit", WORDS)).isEqualTo(", did you mean 'limits'?");
    }

    @Test
    void nothingIsSuggestedWhereNoWordIsNear() {
        assertThat(Suggestion.forWord("prometheus", WORDS)).isEmpty();
        assertThat(Suggestion.forWord("x", WORDS)).isEmpty();
    }
}

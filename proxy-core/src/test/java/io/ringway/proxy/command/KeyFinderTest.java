// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.proxy.command.KeySpec.KeyNum;
import io.ringway.resp.CommandFrame;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeyFinderTest {
    private static final CommandTable TABLE = CommandTable.load();

    private final KeyPositions keys = new KeyPositions();

    /** What cannot be told goes to any shard, so there must be no valid command among it. */
    @Test
    void theKeysOfTheShortestValidCommandsAreFound() {
        for (CommandSpec row : TABLE.all()) {
            if (!row.planner().matches("keyed|sort|copy")
                    || row.keySpecs().stream().anyMatch(spec -> spec.find() instanceof KeyNum)) {
                continue;
            }
            String[] words = new String[Math.abs(row.arity())];
            Arrays.fill(words, "word");
            assertThat(KeyFinder.of(row).find(CommandFrame.of(words), keys))
                    .as(row.name())
                    .isTrue();
            assertThat(keys.count()).as(row.name()).isPositive();
        }
    }

    @Test
    void optionsMayBeNamesToo() {
        assertThat(find("XREADGROUP", "COUNT", "5", "GROUP", "STREAMS", "STREAMS", "STREAMS", "a", "b", ">", ">"))
                .containsExactly("a", "b");
        assertThat(find("XREAD", "STREAMS", "STREAMS", "BLOCK", "0", "0")).containsExactly("STREAMS", "BLOCK");
        assertThat(find("SORT", "STORE", "BY", "STORE", "STORE", "STORE")).containsExactly("STORE", "STORE");
        assertThat(find("SORT", "a", "LIMIT", "STORE", "x")).containsExactly("a");
        assertThat(find("MIGRATE", "h", "1", "", "0", "9", "AUTH2", "KEYS", "KEYS", "KEYS", "KEYS"))
                .containsExactly("KEYS");
        assertThat(find("GEORADIUSBYMEMBER", "STORE", "STORE", "1", "m", "STORE", "b"))
                .containsExactly("STORE", "b");
    }

    @Test
    void ofSeveralPlacesForAResultTheLastOneCounts() {
        assertThat(find("SORT", "a", "STORE", "b", "STORE", "c")).containsExactly("a", "c");
        assertThat(find("GEORADIUS", "a", "1", "2", "3", "m", "STORE", "b", "STOREDIST", "c"))
                .containsExactly("a", "b", "c");
    }

    @Test
    void aNumberOfKeysThatIsNoneOrTooLargeIsNotBelieved() {
        for (String number : List.of("", "x", "-1", "01", "+1", " 1", "3", "4294967297", "99999999999999999999")) {
            assertThat(finder("EVAL").find(CommandFrame.of("EVAL", "script", number, "a", "b"), keys))
                    .as(number)
                    .isFalse();
        }
        assertThat(finder("ZUNIONSTORE").find(CommandFrame.of("ZUNIONSTORE", "d", "0", "a"), keys))
                .isFalse();
        assertThat(find("EVAL", "script", "0", "a")).isEmpty();
        assertThat(find("EVAL", "script", "2", "a", "b", "c")).containsExactly("a", "b");
    }

    @Test
    void aRowThatSaysTooLittleIsReportedAtOnce() {
        CommandSpec row = Objects.requireNonNull(TABLE.find("sort"));
        CommandSpec renamed = new CommandSpec(
                0,
                "sort_new",
                -2,
                Set.of(),
                List.of(),
                row.keySpecs(),
                List.of(),
                "generic",
                "9.0.0",
                "keyed",
                false,
                Cacheable.NO);
        assertThatThrownBy(() -> KeyFinder.of(renamed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sort_new");
    }

    private List<String> find(String... words) {
        CommandFrame frame = CommandFrame.of(words);
        assertThat(finder(words[0]).find(frame, keys)).isTrue();
        return Arrays.stream(keys.toArray()).mapToObj(frame::argText).toList();
    }

    private static KeyFinder finder(String name) {
        return KeyFinder.of(Objects.requireNonNull(TABLE.find(name)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteEffectTest {
    private static final CommandTable TABLE = CommandTable.load();

    @ParameterizedTest
    @CsvSource({
        "get, NOTHING",
        "config|get, NOTHING",
        "info, NOTHING",
        "publish, NOTHING",
        "wait, NOTHING",
        "script|load, NOTHING",
        "function|load, NOTHING",
        "function|stats, NOTHING",
        "eval_ro, NOTHING",
        "set, ITS_KEYS",
        "rename, ITS_KEYS",
        "blpop, ITS_KEYS",
        "flushall, ANYTHING",
        "swapdb, ANYTHING",
        "move, ITS_KEYS",
        "copy, ITS_KEYS",
        "restore, ITS_KEYS",
        "migrate, ITS_KEYS",
        "xreadgroup, ITS_KEYS",
        "eval, ANYTHING",
        "evalsha, ANYTHING",
        "fcall, ANYTHING",
        "debug, ANYTHING"
    })
    void aRowTellsWhatItsCommandMayChange(String name, WriteEffect effect) {
        assertThat(WriteEffect.of(Objects.requireNonNull(TABLE.find(name)))).isEqualTo(effect);
    }

    @Test
    void nothingThatIsRememberedIsAWrite() {
        assertThat(TABLE.all())
                .filteredOn(row -> row.cacheable() != Cacheable.NO)
                .isNotEmpty()
                .allMatch(row -> WriteEffect.of(row) == WriteEffect.NOTHING
                        && row.flags().contains("readonly"));
    }
}

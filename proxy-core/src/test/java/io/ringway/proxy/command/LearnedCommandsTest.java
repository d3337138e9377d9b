// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.command.KeySpec.AtIndex;
import io.ringway.proxy.command.KeySpec.AtKeyword;
import io.ringway.proxy.command.KeySpec.KeyNum;
import io.ringway.proxy.command.KeySpec.Range;
import io.ringway.proxy.command.KeySpec.UnknownBegin;
import io.ringway.proxy.command.KeySpec.UnknownFind;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import io.ringway.resp.RespValue.SetOf;
import io.ringway.resp.RespValue.SimpleString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LearnedCommandsTest {
    private static final int ID = 77;

    private final LearnedCommands learned = new LearnedCommands(ID, Duration.ofSeconds(1));

    @Test
    void whatServersBeforeRedis7SayIsTakenForKeySpecs() {
        learn("json.mget", old("json.mget", -3, 1, -2, 1));
        learn("bitmapop", old("bitmapop", 4, 2, 3, 1));

        assertThat(row("json.mget").keySpecs())
                .containsExactly(new KeySpec(new AtIndex(1), new Range(-2, 1, 0), Set.of()));
        assertThat(row("bitmapop").keySpecs())
                .containsExactly(new KeySpec(new AtIndex(2), new Range(1, 1, 0), Set.of()));
        assertThat(row("json.mget").arity()).isEqualTo(-3);
        assertThat(row("json.mget").flags()).containsExactly("readonly", "module");
        assertThat(row("json.mget").id()).isEqualTo(ID);
    }

    @Test
    void everyWayToFindKeysIsUnderstood() {
        learn("x", description("x", spec("index", "index", 2, "keynum"), spec("keyword", "startfrom", -1, "range")));

        assertThat(row("x").keySpecs())
                .containsExactly(
                        new KeySpec(new AtIndex(2), new KeyNum(0, 1, 1), Set.of("RW", "update")),
                        new KeySpec(new AtKeyword("KEYS", -1), new Range(-1, 2, 0), Set.of("RW", "update")));
    }

    @Test
    void whatMakesNoSenseIsUnknown() {
        learn("x", description("x", spec("index", "index", 0, "nonsense"), RespValue.NULL));

        assertThat(row("x").keySpecs())
                .containsExactly(
                        new KeySpec(new UnknownBegin(), new UnknownFind(), Set.of("RW", "update")),
                        new KeySpec(new UnknownBegin(), new UnknownFind(), Set.of()));
        assertThat(KeyFinder.isKnownFor(row("x"))).isFalse();
    }

    @Test
    void noReplyOfAServerIsTooOdd() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            learned.learn("x" + i % 10, anything(random, 6));
        }
        for (CommandSpec row : learned.all()) {
            if (KeyFinder.isKnownFor(row)) {
                KeyFinder.of(row).find(CommandFrame.of("x", "1", "2"), new KeyPositions());
            }
        }
    }

    @Test
    void aRenamedCommandIsCalledAsItWasAskedFor() {
        learn("myobject", description("object", List.of(description("object|encoding"))));

        assertThat(learned.find(CommandFrame.of("MyObject", "Encoding", "key"))).isEqualTo(row("myobject|encoding"));
        assertThat(learned.find(CommandFrame.of("MYOBJECT", "NONE"))).isEqualTo(row("myobject"));
        assertThat(learned.isContainer(row("myobject"))).isTrue();
        assertThat(learned.find("object")).isNull();
    }

    @Test
    void everythingLearnedIsAWriteAndNeverRepeated() {
        learn("x", old("x", 2, 1, 1, 1));

        assertThat(row("x").flags()).contains("readonly");
        assertThat(row("x").isWrite()).isTrue();
        assertThat(row("x").repeatable()).isFalse();
    }

    @Test
    void aNameThatNoCommandHasIsNotAskedForUntilItIsForgotten() {
        CommandFrame command = CommandFrame.of("NoSuch");
        assertThat(learned.mayExist(command)).isTrue();

        assertThat(learned.learn("nosuch", RespValue.array(RespValue.NULL))).isFalse();
        assertThat(learned.mayExist(command)).isTrue();
        assertThat(learned.learnAbsence("nosuch")).isTrue();
        assertThat(learned.learnAbsence("nosuch")).isFalse();
        assertThat(learned.mayExist(command)).isFalse();
        assertThat(learned.mayExist(CommandFrame.of("other"))).isTrue();

        learned.forget("nosuch");
        assertThat(learned.mayExist(command)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "config|get", "with space", "gr\u00fc\u00dfe", "line\nend", "\u0000"})
    void whatIsNoNameIsNotAskedFor(String name) {
        assertThat(learned.mayExist(CommandFrame.of(name))).isFalse();
    }

    @Test
    void longNamesAreNotAskedFor() {
        assertThat(learned.mayExist(CommandFrame.of("x".repeat(128)))).isTrue();
        assertThat(learned.mayExist(CommandFrame.of("x".repeat(129)))).isFalse();
    }

    @Test
    void memoryIsBoundedHoweverManyNamesAreTried() {
        for (int i = 0; i < 10_000; i++) {
            learned.learnAbsence("absent" + i);
        }
        assertThat(learned.mayExist(CommandFrame.of("absent0"))).isFalse();
        assertThat(learned.learnAbsence("absent9999")).isFalse();
        assertThat(learned.mayExist(CommandFrame.of("absent9999"))).isTrue();
    }

    @Test
    void whatIsLearnedAnewTakesThePlaceOfTheOldAndTheOldestMakesRoom() {
        learn("x", description("x", List.of(description("x|a"))));
        learn("x", description("x", List.of(description("x|b"))));
        assertThat(learned.all()).extracting(CommandSpec::name).containsExactly("x", "x|b");

        List<RespValue> many = new ArrayList<>();
        for (int i = 0; i < 8190; i++) {
            many.add(description("y|" + i));
        }
        learn("y", description("y", many));
        assertThat(learned.find("x")).isNull();
        assertThat(learned.all()).hasSize(8191);
    }

    private void learn(String name, RespValue description) {
        assertThat(learned.learn(name, RespValue.array(description))).isTrue();
    }

    private CommandSpec row(String name) {
        return Objects.requireNonNull(learned.find(name), name);
    }

    private static RespValue old(String name, int arity, int first, int last, int step) {
        return RespValue.array(
                RespValue.bulk(name),
                RespValue.integer(arity),
                RespValue.array(new SimpleString("readonly"), new SimpleString("module")),
                RespValue.integer(first),
                RespValue.integer(last),
                RespValue.integer(step));
    }

    private static RespValue description(String name, RespValue... keySpecs) {
        return description(name, new SetOf(List.of(keySpecs)), List.of());
    }

    private static RespValue description(String name, List<RespValue> subcommands) {
        return description(name, new SetOf(List.of()), subcommands);
    }

    private static RespValue description(String name, RespValue keySpecs, List<RespValue> subcommands) {
        return RespValue.array(
                RespValue.bulk(name),
                RespValue.integer(-2),
                new SetOf(List.of()),
                RespValue.integer(0),
                RespValue.integer(0),
                RespValue.integer(0),
                new SetOf(List.of(new SimpleString("@toys"))),
                new SetOf(List.of(RespValue.bulk("nondeterministic_output"))),
                keySpecs,
                new RespValue.Array(subcommands));
    }

    private static RespValue spec(String begin, String field, int value, String find) {
        return map(
                "flags",
                new SetOf(List.of(new SimpleString("RW"), new SimpleString("update"))),
                "begin_search",
                map(
                        "type",
                        RespValue.bulk(begin),
                        "spec",
                        map("keyword", RespValue.bulk("KEYS"), field, RespValue.integer(value))),
                "find_keys",
                map(
                        "type",
                        RespValue.bulk(find),
                        "spec",
                        find.equals("keynum")
                                ? map("keynumidx", RespValue.integer(0), "firstkey", RespValue.integer(1))
                                : map("lastkey", RespValue.integer(-1), "keystep", RespValue.integer(2))));
    }

    private static RespValue map(Object... entries) {
        List<RespValue> values = new ArrayList<>();
        for (Object entry : entries) {
            values.add(entry instanceof RespValue value ? value : RespValue.bulk((String) entry));
        }
        return new RespValue.MapOf(values);
    }

    private static RespValue anything(SplittableRandom random, int depth) {
        List<RespValue> elements = new ArrayList<>();
        for (int i = random.nextInt(11); i > 0 && depth > 0; i--) {
            elements.add(anything(random, depth - 3));
        }
        return switch (random.nextInt(6)) {
            case 0 -> RespValue.integer(random.nextLong() >> random.nextInt(64));
            case 1 ->
                RespValue.bulk(
                        List.of("type", "spec", "x|y", "|", "index", "range").get(random.nextInt(6)));
            case 2 -> RespValue.NULL;
            case 3 -> new SetOf(elements);
            default -> new RespValue.Array(elements);
        };
    }
}

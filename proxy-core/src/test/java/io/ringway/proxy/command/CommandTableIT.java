// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.proxy.testing.Seed;
import io.ringway.proxy.testing.SharedRedis;
import io.ringway.resp.CommandFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** Holds the command table, and the keys that are found by it, against what a running server says. */
final class CommandTableIT {
    private static final CommandTable TABLE = CommandTable.load();
    private static final String ADDRESS = SharedRedis.DIRECT.endpoint().toString();
    private static final int COMMANDS_PER_ROW = 60;

    @AutoClose
    private final Jedis server = new Jedis(
            SharedRedis.DIRECT.endpoint().host(), SharedRedis.DIRECT.endpoint().port());

    @Test
    void everyCommandOfTheServerHasARowThatSaysTheSame() throws IOException {
        for (CommandSpec theirs : ServerCommands.read(ADDRESS)) {
            CommandSpec ours = Objects.requireNonNull(TABLE.find(theirs.name()), theirs.name());
            assertThat(ServerCommands.withOurColumns(ours, 0, theirs))
                    .isEqualTo(ServerCommands.withOurColumns(theirs, 0, theirs));
        }
    }

    @Test
    void keysAreFoundWhereTheServerFindsThem() throws IOException {
        RandomGenerator random = new SplittableRandom(Seed.value());
        RandomCommands commands = new RandomCommands(random, 1000);
        KeyPositions positions = new KeyPositions();
        int compared = 0;
        for (CommandSpec theirs : ServerCommands.read(ADDRESS)) {
            CommandSpec row = Objects.requireNonNull(TABLE.find(theirs.name()));
            if (row.keySpecs().stream().allMatch(spec -> spec.flags().contains("not_key"))) {
                continue;
            }
            KeyFinder finder = KeyFinder.of(row);
            for (int i = 0; i < COMMANDS_PER_ROW; i++) {
                String[] command = commands.next(row);
                if (row.name().equals("pfmerge") && command.length == 2) {
                    // The server carries it out, yet has no answer to where its key is.
                    continue;
                }
                assertThat(ours(row, finder, command, positions))
                        .as("%s; %s", String.join(" ", command), Seed.hint())
                        .isEqualTo(theirs(command));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(150 * COMMANDS_PER_ROW);
    }

    private static List<String> ours(CommandSpec row, KeyFinder finder, String[] command, KeyPositions positions) {
        CommandFrame frame = CommandFrame.of(command);
        if (!finder.find(frame, positions)) {
            // A command that can do without keys has none for the server where their number is nonsense.
            return row.flags().contains("no_mandatory_keys") ? List.of() : List.of("invalid");
        }
        List<String> keys = new ArrayList<>();
        for (int key = 0; key < positions.count(); key++) {
            keys.add(frame.argText(positions.at(key)));
        }
        if (finder.onlyKeyAt() != KeyFinder.VARIES) {
            assertThat(keys).containsExactly(frame.argText(finder.onlyKeyAt()));
        }
        return keys;
    }

    private List<String> theirs(String[] command) {
        String[] arguments = new String[command.length + 1];
        arguments[0] = "GETKEYS";
        System.arraycopy(command, 0, arguments, 1, command.length);
        try {
            return ((List<?>) server.sendCommand(Protocol.Command.COMMAND, arguments))
                    .stream()
                            .map(key -> new String((byte[]) key, StandardCharsets.UTF_8))
                            .toList();
        } catch (JedisDataException refused) {
            assertThat(refused).hasMessageContaining("Invalid arguments specified for command");
            return List.of("invalid");
        }
    }
}

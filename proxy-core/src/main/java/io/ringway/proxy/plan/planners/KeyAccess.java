// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.KeySpec;
import io.ringway.resp.CommandFrame;
import java.util.Collection;
import java.util.List;

/** What a command does to one of its keys, in the words of COMMAND GETKEYSANDFLAGS. Stateless. */
final class KeyAccess {
    private static final List<String> READ = List.of("RO", "access");
    private static final List<String> WRITE = List.of("OW", "update");
    private static final List<String> READ_AND_WRITE = List.of("RW", "access", "update");
    /** Flags about the spec itself, not about a key. */
    private static final List<String> ABOUT_SPECS = List.of("incomplete", "variable_flags", "not_key");

    private KeyAccess() {}

    /**
     * The flags of a key.
     *
     * @param position the index of the key's argument
     * @param number which of the command's keys it is, from 0
     */
    static Collection<String> flags(CommandSpec row, CommandFrame command, int position, int number) {
        return switch (row.name()) {
            case "set" -> hasOption(command, 3, "GET") ? READ_AND_WRITE : WRITE;
            case "bitfield" -> hasOption(command, 2, "SET") || hasOption(command, 2, "INCRBY") ? READ_AND_WRITE : READ;
            default ->
                specOf(row, position, number).flags().stream()
                        .filter(flag -> !ABOUT_SPECS.contains(flag))
                        .toList();
        };
    }

    /** The spec that begins latest before the key's argument; where a spec tells no index, keys behind the first are the last spec's. */
    private static KeySpec specOf(CommandSpec row, int position, int number) {
        List<KeySpec> specs = row.keySpecs();
        KeySpec latest = specs.get(number == 0 ? 0 : specs.size() - 1);
        if (specs.stream().allMatch(spec -> spec.begin() instanceof KeySpec.AtIndex)) {
            for (KeySpec spec : specs) {
                if (spec.begin() instanceof KeySpec.AtIndex at && at.index() <= position) {
                    latest = spec;
                }
            }
        }
        return latest;
    }

    private static boolean hasOption(CommandFrame command, int from, String option) {
        for (int argument = from; argument < command.argCount(); argument++) {
            if (command.argIs(argument, option)) {
                return true;
            }
        }
        return false;
    }
}

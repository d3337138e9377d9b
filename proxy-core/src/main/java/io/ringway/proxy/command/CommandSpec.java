// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One row of the command table: a command, or a subcommand of a container command such as {@code config|get}. Immutable.
 *
 * @param id dense number of the row, from 0; an index for per-command arrays
 * @param name lower-case name as {@code COMMAND} gives it; {@code container|sub} for subcommands
 * @param arity as Redis counts it, the name included; negative for "at least"
 * @param flags server flags such as {@code write}, {@code readonly}, {@code blocking}, in the server's order
 * @param aclCategories such as {@code @string}, with the at sign
 * @param keySpecs where the keys are
 * @param tips such as {@code request_policy:all_shards}
 * @param group such as {@code string}
 * @param since the server version that brought it
 * @param planner our column: the name of the planner for it, see {@code docs/commands.md}
 * @param repeatable our column: whether it may be sent again when its reply was lost
 * @param cacheable our column: whether its reply may be remembered when it reads one key
 */
public record CommandSpec(
        int id,
        String name,
        int arity,
        Set<String> flags,
        List<String> aclCategories,
        List<KeySpec> keySpecs,
        List<String> tips,
        String group,
        String since,
        String planner,
        boolean repeatable,
        Cacheable cacheable) {

    public CommandSpec {
        flags = Collections.unmodifiableSet(new LinkedHashSet<>(flags));
        aclCategories = List.copyOf(aclCategories);
        keySpecs = List.copyOf(keySpecs);
        tips = List.copyOf(tips);
    }

    /** Whether a command with this many arguments, its name included, has as many as it needs. */
    public boolean acceptsArgCount(int argCount) {
        return arity >= 0 ? argCount == arity : argCount >= -arity;
    }

    /**
     * Whether servers hold it while writes are paused: it may change data, as scripts may and as counting a HyperLogLog does,
     * or it is passed on to replicas, as messages are.
     */
    public boolean mayReplicate() {
        boolean publishes = flags.contains("pubsub") && flags.contains("fast");
        return publishes
                || isLearned()
                || flags.contains("write")
                || keySpecs.stream().anyMatch(keys -> !Collections.disjoint(keys.flags(), Set.of("RW", "OW", "RM")));
    }

    /** Whether it may change anything: all that we do not know better, among it what shards say of commands we never heard of. */
    public boolean isWrite() {
        return !flags.contains("readonly") || isLearned();
    }

    /** Whether it changes libraries of functions. */
    public boolean changesLibraries() {
        return name.startsWith("function|") && flags.contains("write");
    }

    /** Whether the row is not ours, but a shard's. */
    private boolean isLearned() {
        return planner.equals(LearnedCommands.PLANNER);
    }
}

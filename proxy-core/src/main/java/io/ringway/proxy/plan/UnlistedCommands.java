// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import org.jspecify.annotations.Nullable;

/** Commands that the table does not list, but a shard may know. As confined as a {@link Planner}. */
public interface UnlistedCommands {
    /** There are none. */
    UnlistedCommands NONE = new UnlistedCommands() {
        @Override
        public @Nullable CommandSpec find(CommandFrame command) {
            return null;
        }

        @Override
        public boolean isContainer(CommandSpec spec) {
            return false;
        }

        @Override
        public @Nullable Plan inquire(CommandFrame command) {
            return null;
        }

        @Override
        public Plan plan(
                CommandSpec spec, CommandFrame command, Session session, ShardMap shards, @Nullable Finding finding) {
            return UnknownCommand.plan(command);
        }
    };

    /** The row of a command that a shard has told of; null for others. */
    @Nullable
    CommandSpec find(CommandFrame command);

    /** Whether such a row's command has subcommands. */
    boolean isContainer(CommandSpec spec);

    /** The plan that asks a shard about a command without a row; null where none can know it. */
    @Nullable
    Plan inquire(CommandFrame command);

    /**
     * As {@link Planner#plan}, for a row that was found here.
     *
     * @param finding what a former plan for this very command asked for; null where there was none
     */
    Plan plan(CommandSpec spec, CommandFrame command, Session session, ShardMap shards, @Nullable Finding finding);
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.CommandPlanner;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.CommandParser;
import io.ringway.resp.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/**
 * Commands that a client has sent one behind the other, cut before the first of them is carried out, so that what comes is known.
 * They are views into the client's bytes, as {@link CommandFrame} is. Confined to one event loop.
 */
final class CommandBatch {
    private final CommandFrame[] frames;
    private final @Nullable CommandSpec[] rows;
    /** Where each begins: the reader index at which it can be cut again. */
    private final int[] begins;

    private int size;

    /** @param most how many commands there may be */
    CommandBatch(int most) {
        frames = new CommandFrame[most];
        rows = new CommandSpec[most];
        begins = new int[most];
        for (int i = 0; i < most; i++) {
            frames[i] = new CommandFrame();
        }
    }

    /**
     * Cuts commands from the reader index on, in place of the last ones. If the first is incomplete or wrong, the parser has more to
     * say; another that is so is left for the next time.
     *
     * @param most how many at the most
     * @return what ended it
     */
    CommandParser.Result cut(CommandParser parser, ByteBuf in, ProtocolLimits limits, int most) {
        size = 0;
        while (true) {
            int begin = in.readerIndex();
            CommandParser.Result result = parser.parse(in, frames[size], limits);
            if (result != CommandParser.Result.COMMAND) {
                if (size > 0) {
                    parser.reset();
                    in.readerIndex(begin);
                }
                return result;
            }
            begins[size++] = begin;
            if (size == Math.min(most, frames.length)) {
                return result;
            }
        }
    }

    /** Finds each command's row. */
    void identify(CommandPlanner planner) {
        for (int i = 0; i < size; i++) {
            rows[i] = planner.find(frames[i]);
        }
    }

    int size() {
        return size;
    }

    CommandFrame get(int command) {
        return frames[command];
    }

    /** A command's row, once identified; null where it has none. */
    @Nullable
    CommandSpec row(int command) {
        return rows[command];
    }

    /** Index in the client's bytes at which a command begins. */
    int begin(int command) {
        return begins[command];
    }
}

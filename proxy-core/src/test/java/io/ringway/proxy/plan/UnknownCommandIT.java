// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.plan.Plan.Answer;
import io.ringway.proxy.plan.planners.LocalStubs;
import io.ringway.proxy.plan.planners.ShardPlanners;
import io.ringway.proxy.plan.planners.TestShards;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.testing.RawClient;
import io.ringway.proxy.testing.Seed;
import io.ringway.proxy.testing.SharedRedis;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.Protocol;
import io.ringway.resp.RespEncoder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Holds the refusals that servers know too against a running server's, byte for byte. */
final class UnknownCommandIT {
    private static final CommandTable TABLE = CommandTable.load();

    private final SplittableRandom random = new SplittableRandom(Seed.value());
    private final CommandPlanner planner = ShardPlanners.commandPlanner(TABLE, LocalStubs.all(TABLE));

    @Test
    void unknownCommandsAreRefusedInTheServersWords() {
        try (RawClient server = SharedRedis.DIRECT.connect()) {
            for (int i = 0; i < 3000; i++) {
                byte[][] command = new byte[1 + random.nextInt(6)][];
                for (int argument = 0; argument < command.length; argument++) {
                    command[argument] = bytes(random.nextInt(4) == 0 ? random.nextInt(300) : random.nextInt(12));
                }
                compare(server, command);
            }
        }
    }

    @Test
    void unknownSubcommandsAreRefusedInTheServersWords() {
        try (RawClient server = SharedRedis.DIRECT.connect()) {
            for (String container : new String[] {"config", "Client", "XINFO", "function", "cluster", "command"}) {
                for (int i = 0; i < 50; i++) {
                    compare(server, container.getBytes(StandardCharsets.UTF_8), bytes(1 + random.nextInt(200)));
                }
            }
        }
    }

    @Test
    void missingArgumentsAreRefusedInTheServersWords() {
        try (RawClient server = SharedRedis.DIRECT.connect()) {
            for (CommandSpec row : TABLE.all()) {
                if (Math.abs(row.arity()) == 1 || !isOfServer(server, row)) {
                    continue;
                }
                String[] words = row.name().split("\\|", -1);
                if (row.acceptsArgCount(words.length)) {
                    continue;
                }
                byte[][] command = new byte[words.length][];
                for (int i = 0; i < words.length; i++) {
                    command[i] = words[i].getBytes(StandardCharsets.UTF_8);
                }
                compare(server, command);
            }
        }
    }

    private static boolean isOfServer(RawClient server, CommandSpec row) {
        return !server.call("COMMAND", "INFO", row.name()).matches("\\*1\r\n[*$]-1\r\n");
    }

    private void compare(RawClient server, byte[]... command) {
        Plan plan = planner.plan(CommandFrame.of(command), Session.initial(1, true), new TestShards(4));
        ByteBuf ours = Unpooled.buffer();
        RespEncoder.encode(ours, ((Answer) plan).reply(), Protocol.RESP2);
        server.send(RawClient.encode(command));
        assertThat(new String(ByteBufUtil.getBytes(ours), StandardCharsets.ISO_8859_1))
                .as(Seed.hint())
                .isEqualTo(server.reply());
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (random.nextInt(5) == 0 ? random.nextInt(256) : 'a' + random.nextInt(26));
        }
        return bytes;
    }
}

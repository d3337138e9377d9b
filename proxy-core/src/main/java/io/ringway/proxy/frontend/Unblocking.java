// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.PrivateLane;
import io.ringway.proxy.backend.WholeReplySink;
import io.ringway.resp.CommandEncoder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Ends the wait of one blocking command that is at a shard: asks that shard, which words the command's reply itself. A
 * command that has been sent a moment ago may get there after the question, so that is asked a few times. Confined to the
 * event loop of the client that waits.
 */
final class Unblocking implements WholeReplySink {
    private static final int ATTEMPTS = 5;
    private static final long PAUSE_MILLIS = 2;

    private final ClientLoop loop;
    private final PinnedCommand command;
    private final PrivateLane lane;
    private final boolean byError;
    private final Consumer<Boolean> done;
    private int attempts;

    private Unblocking(
            ClientLoop loop, PinnedCommand command, PrivateLane lane, boolean byError, Consumer<Boolean> done) {
        this.loop = loop;
        this.command = command;
        this.lane = lane;
        this.byError = byError;
        this.done = done;
    }

    /**
     * Ends all waits of a client.
     *
     * @param done is told, on the client's loop, whether there was one that was ended
     */
    static void of(ClientConnection client, boolean byError, Consumer<Boolean> done) {
        List<PinnedCommand> waiting = List.copyOf(client.pins().running());
        if (waiting.isEmpty()) {
            done.accept(false);
            return;
        }
        boolean[] any = new boolean[1];
        Countdown left = new Countdown(waiting.size(), Runnable::run, () -> done.accept(any[0]));
        for (PinnedCommand command : waiting) {
            Consumer<Boolean> one = unblocked -> {
                any[0] |= unblocked;
                left.arrived();
            };
            PrivateLane lane = command.lane();
            if (lane == null) {
                command.giveUp(byError);
                one.accept(true);
            } else {
                new Unblocking(client.loop(), command, lane, byError, one).ask();
            }
        }
    }

    private void ask() {
        if (lane.connectionId() == 0 || !command.isRunning() || attempts == ATTEMPTS) {
            done.accept(false);
            return;
        }
        attempts++;
        ByteBuf encoded = loop.loop().allocator().buffer();
        CommandEncoder.encode(
                encoded, "CLIENT", "UNBLOCK", Long.toString(lane.connectionId()), byError ? "ERROR" : "TIMEOUT");
        loop.ordinaryLane(lane.shard().number())
                .send(encoded, encoded.readerIndex(), encoded.readableBytes(), this, 0, 0);
        encoded.release();
    }

    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        if (in.getByte(start) == ':' && in.getByte(start + 1) == '1') {
            done.accept(true);
        } else if (in.getByte(start) == ':') {
            loop.loop().eventLoop().schedule(this::ask, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            done.accept(false);
        }
    }

    @Override
    public void failed(long ticket, Failure failure) {
        done.accept(false);
    }
}

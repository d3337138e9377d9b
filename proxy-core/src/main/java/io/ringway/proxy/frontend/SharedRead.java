// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.cache.FillTicket;
import io.ringway.proxy.cache.StoredCommand;
import java.util.ArrayList;
import java.util.List;

/** A read on its way whose reply goes to all clients that ask for the same meanwhile. Confined to the event loop. */
class SharedRead implements ReplySink {
    /** Ticket of the command. */
    static final long COMMAND = 1;

    private final Fills fills;
    private final long number;
    private final StoredCommand command;
    private final FillTicket read;
    private final Lane lane;
    /** Who waits for the reply, with their tickets; all leave when it is there. */
    private final List<Waiter> waiters = new ArrayList<>(1);

    SharedRead(Fills fills, long number, StoredCommand command, FillTicket read, Lane lane) {
        this.fills = fills;
        this.number = number;
        this.command = command;
        this.read = read;
        this.lane = lane;
    }

    final Fills fills() {
        return fills;
    }

    /** Later ones have higher numbers. */
    final long number() {
        return number;
    }

    final StoredCommand command() {
        return command;
    }

    final FillTicket read() {
        return read;
    }

    /** The lane it is sent on. */
    final Lane lane() {
        return lane;
    }

    final void join(ReplySink client, long ticket) {
        waiters.add(new Waiter(client, ticket));
    }

    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        fills.answered(this);
        for (int i = 0; i < waiters.size(); i++) {
            Waiter waiter = waiters.get(i);
            waiter.client.reply(waiter.ticket, in, start, length);
        }
        waiters.clear();
    }

    @Override
    public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {
        fills.answered(this);
        for (int i = 0; i < waiters.size(); i++) {
            Waiter waiter = waiters.get(i);
            waiter.client.replyPart(waiter.ticket, in, start, length, last);
        }
    }

    @Override
    public void failed(long ticket, Failure failure) {
        fills.answered(this);
        List.copyOf(waiters).forEach(waiter -> waiter.client.failed(waiter.ticket, failure));
        waiters.clear();
    }

    @Override
    public void slow(long ticket, int row, long nanos) {
        for (int i = 0; i < waiters.size(); i++) {
            Waiter waiter = waiters.get(i);
            waiter.client.slow(waiter.ticket, row, nanos);
        }
    }

    @Override
    public boolean takesParts() {
        return true;
    }

    private record Waiter(ReplySink client, long ticket) {}
}

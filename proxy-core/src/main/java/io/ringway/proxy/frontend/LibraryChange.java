// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.script.LibraryChanges;

/** Takes the replies to the pieces of a command that changes libraries of functions, and says when all are here. Confined to the event loop. */
final class LibraryChange implements ReplySink {
    private final ReplySink target;
    private final LibraryChanges changes;
    private int missing;

    /** Begins a change in so many pieces. */
    LibraryChange(ReplySink target, int pieces, LibraryChanges changes) {
        this.target = target;
        this.changes = changes;
        this.missing = pieces;
        changes.begin();
    }

    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        arrived();
        target.reply(ticket, in, start, length);
    }

    @Override
    public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {
        throw new IllegalStateException("replies to pieces come whole");
    }

    @Override
    public void failed(long ticket, Failure failure) {
        arrived();
        target.failed(ticket, failure);
    }

    @Override
    public void slow(long ticket, int command, long nanos) {
        target.slow(ticket, command, nanos);
    }

    @Override
    public boolean takesParts() {
        return false;
    }

    private void arrived() {
        if (--missing == 0) {
            changes.end();
        }
    }
}

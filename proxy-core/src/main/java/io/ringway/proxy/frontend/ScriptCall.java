// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.ReplySink;
import io.ringway.proxy.cache.Written;
import io.ringway.proxy.script.ScriptDigest;
import java.nio.charset.StandardCharsets;

/**
 * One call of a script by its digest. Where the shard does not know the script although it was sent, as somebody has flushed the
 * shard's scripts, it is sent again with the call: nothing was carried out. That would change the order of commands if the
 * client had sent another meanwhile; then the error is the client's. Confined to the client's event loop.
 */
final class ScriptCall implements ReplySink {
    /** To the letter, as a script may make up errors of its own. */
    private static final byte[] NO_SCRIPT =
            "-NOSCRIPT No matching script. Please use EVAL.\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Scripts scripts;
    private final ClientConnection client;
    private final long ticket;
    private final Lane lane;
    private final ScriptDigest script;
    private final int command;
    /** Owned; given back when the reply has come. */
    private final ByteBuf frame;

    private final Written written;
    private boolean repeated;

    /** @param frame the command; this takes over the reference */
    ScriptCall(
            Scripts scripts,
            ClientConnection client,
            long ticket,
            Lane lane,
            ScriptDigest script,
            int command,
            ByteBuf frame,
            Written written) {
        this.scripts = scripts;
        this.client = client;
        this.ticket = ticket;
        this.lane = lane;
        this.script = script;
        this.command = command;
        this.frame = frame;
        this.written = written;
    }

    void send() {
        lane.send(frame, frame.readerIndex(), frame.readableBytes(), this, ticket, command, written);
    }

    @Override
    public void reply(long sent, ByteBuf in, int start, int length) {
        boolean missing = length == NO_SCRIPT.length && Scripts.startsWith(in, start, length, NO_SCRIPT);
        if (missing
                && scripts.isMissing(lane, script)
                && !repeated
                && client.replies().isNewest(ticket)
                && scripts.loadAhead(lane, script)) {
            repeated = true;
            lane.sendAgain(frame, frame.readerIndex(), frame.readableBytes(), this, ticket, command, written);
            return;
        }
        frame.release();
        client.replies().reply(ticket, in, start, length);
    }

    @Override
    public void replyPart(long sent, ByteBuf in, int start, int length, boolean last) {
        if (last) {
            frame.release();
        }
        client.replies().replyPart(ticket, in, start, length, last);
    }

    @Override
    public void failed(long sent, Failure failure) {
        frame.release();
        client.replies().failed(ticket, failure);
    }

    @Override
    public boolean takesParts() {
        return true;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.transport.ReadBuffer;
import io.ringway.resp.CommandParser;
import io.ringway.resp.ProtocolLimits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts what one client sends into commands and has them carried out, one after the other, as long as nothing holds the client;
 * what is left is kept. Confined to the client's event loop.
 */
final class CommandReader {
    private static final Logger log = LoggerFactory.getLogger(CommandReader.class);

    /** Commands that are cut before the first of them is carried out, at the most. */
    static final int BATCH = 16;

    private final ClientConnection client;
    private final ClientLoop loop;
    private final ReadBuffer input;
    /** Where a command is torn between reads: a parser that remembers it, with its frame. Else the loop's are used. */
    private @Nullable TornCommand torn;

    CommandReader(ClientConnection client, ClientLoop loop, ReadBuffer input) {
        this.client = client;
        this.loop = loop;
        this.input = input;
    }

    /** Takes the commands in what has just been read, whose reference it takes over. */
    void read(ByteBuf read) {
        ByteBuf in = input.received(read);
        loop.metrics().clientBytesIn(in.readableBytes());
        take(in);
    }

    /** Takes the commands in what was kept, as nothing holds the client any longer. */
    void goOn() {
        ByteBuf kept = input.kept();
        if (kept != null) {
            take(kept);
        }
    }

    /** Forgets what was kept. */
    void discard() {
        input.drop();
        torn = null;
    }

    private void take(ByteBuf in) {
        int missing = 0;
        try {
            if (client.isClosing()) {
                in.skipBytes(in.readableBytes());
            } else if (!client.flow().isHeld()) {
                missing = parse(in);
            }
        } finally {
            if (client.isClosed()) {
                in.release();
            } else {
                input.keep(in, missing);
                kept();
            }
        }
    }

    /** Carries out the commands in the buffer; returns the least size of an incomplete one at its end, or 0. */
    private int parse(ByteBuf in) {
        while (!client.flow().isHeld() && !client.isClosing()) {
            TornCommand mine = torn;
            CommandParser parser = mine == null ? loop.parser() : mine.parser;
            CommandBatch batch = mine == null ? loop.batch() : mine.batch;
            ProtocolLimits limits = loop.protocolLimits(client.session());
            CommandParser.Result result =
                    batch.cut(parser, in, limits, loop.dispatch().looksAhead() ? BATCH : 1);
            if (batch.size() > 0) {
                torn = null;
                carryOut(batch, in, limits);
            } else if (result == CommandParser.Result.ERROR) {
                in.skipBytes(in.readableBytes());
                loop.refuseProtocol(client, parser.error());
            } else {
                return keepTorn(parser);
            }
        }
        torn = null;
        if (client.isClosing()) {
            in.skipBytes(in.readableBytes());
        }
        return 0;
    }

    /** Carries out what may be carried out now; the rest will be cut again. */
    private void carryOut(CommandBatch batch, ByteBuf in, ProtocolLimits limits) {
        loop.dispatch().expect(client, batch);
        for (int i = 0; i < batch.size(); i++) {
            if (client.flow().isHeld() || client.isClosing() || isLimited(limits)) {
                in.readerIndex(batch.begin(i));
                return;
            }
            if (!loop.dispatch().run(client, batch.row(i), batch.get(i))) {
                in.readerIndex(batch.begin(i));
                return;
            }
            input.took(batch.get(i).length());
        }
    }

    /** Whether commands are to be cut by these limits no longer. */
    @SuppressWarnings("ReferenceEquality") // a session has the ones or the others
    private boolean isLimited(ProtocolLimits limits) {
        return loop.protocolLimits(client.session()) != limits;
    }

    private int keepTorn(CommandParser parser) {
        if (!parser.isInProgress()) {
            torn = null;
            return 0;
        }
        int missing = parser.bytesNeeded();
        if (torn == null) {
            parser.reset();
            torn = new TornCommand();
        }
        closeBeyondLimit(missing);
        return missing;
    }

    private void kept() {
        if (client.flow().isHeldForGood()) {
            closeBeyondLimit(input.unreadBytes());
        }
        client.flow().kept(input.keptBytes());
        client.charge();
    }

    private void closeBeyondLimit(int bytes) {
        if (bytes > loop.limits().clientQueryBytes()) {
            log.warn(
                    "client closed: query buffer limit reached client={} bytes={}",
                    client.record().address(),
                    bytes);
            client.close();
        }
    }

    private static final class TornCommand {
        private final CommandParser parser = new CommandParser();
        private final CommandBatch batch = new CommandBatch(1);
    }
}

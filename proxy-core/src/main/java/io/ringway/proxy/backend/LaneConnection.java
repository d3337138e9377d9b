// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.ringway.proxy.cache.Coherence;
import io.ringway.proxy.cache.FillTicket;
import io.ringway.proxy.cache.Written;
import io.ringway.proxy.script.LoadedScripts;
import io.ringway.proxy.transport.Loop;
import io.ringway.proxy.transport.OutputQueue;
import io.ringway.proxy.transport.ReadBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a lane, from dialling to its loss. Replies are matched to commands by order alone, so in any doubt (bytes
 * that are no reply, a reply nobody waits for, one that is far too late) the connection is closed and every command on it
 * failed: no reply ever reaches another's command. Confined to the event loop.
 */
final class LaneConnection extends ChannelInboundHandlerAdapter {
    private static final long MAX_WAITING_BYTES = 16 << 20;

    private final Lane lane;
    private final Loop loop;
    private final PendingReplies pending = new PendingReplies();
    private final ReadBuffer input;
    private final ReplyReader reader;
    /** Clients held back until there is room; each leaves when it is told. */
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();

    /** Null until the first script is called. */
    private @Nullable LoadedScripts scripts;

    private final CacheLink cache;

    private final @Nullable LaneTracking tracking;

    private @Nullable WaitingCommands waiting;
    private @Nullable Channel channel;
    /** Takes commands' bytes; null until the connection is ready. */
    private @Nullable OutputQueue out;

    private final Runnable afterFlush = this::afterFlush;
    private boolean flushNoted;
    private boolean closed;

    LaneConnection(Lane lane) {
        this.lane = lane;
        this.loop = lane.loop();
        this.input = new ReadBuffer(loop);
        this.reader = new ReplyReader(this, lane, pending, input);
        this.waiting = new WaitingCommands(loop);
        this.cache = lane.cache();
        this.tracking = lane.newTracking(this);
        cache.opened(this);
    }

    void open(ShardConnector connector) {
        ChannelFuture connecting = connector.connect(loop, lane.shard(), this);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                // It may have failed before the first command was put down, or on a foreign thread: where no file
                // descriptor is left, there is no channel and so no loop to tell it.
                loop.eventLoop().execute(() -> lost(reasonOf(done.cause())));
            }
        });
        long timeout = lane.settings().connectTimeout().toMillis();
        loop.eventLoop()
                .schedule(
                        () -> {
                            if (out == null) {
                                close("no connection within " + timeout + " ms");
                            }
                        },
                        timeout,
                        TimeUnit.MILLISECONDS);
    }

    /** Installs the read buffer; called once there is a channel, before it connects. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        channel.config().setRecvByteBufAllocator(input);
    }

    void send(ByteBuf source, int index, int length, ReplySink sink, long ticket, int command) {
        send(source, index, length, sink, ticket, command, Written.NOTHING);
    }

    /** See {@link Lane#send}. */
    void send(ByteBuf source, int index, int length, ReplySink sink, long ticket, int command, Written written) {
        if (written != Written.NOTHING) {
            cache.writeSent(lane.shard().number(), written);
        }
        pending.add(sink, ticket, loop.now(), command, written);
        OutputQueue ready = out;
        if (ready != null) {
            ready.append(source, index, length);
            if (length >= OutputQueue.SLICE_BYTES) {
                // It has left already, with all before it, and its reply may be read in this iteration.
                markFlushed();
            } else {
                noteFlush();
            }
        } else if (waiting != null) {
            waiting.append(source, index, length);
        }
    }

    /** Tells of all writes that await their reply, as if they were sent now. */
    void tellWritesTo(Coherence coherence) {
        pending.forEachWritten(written -> coherence.writeSent(lane.shard().number(), written));
    }

    /** See {@link Lane#isBehindWrites}. */
    boolean isBehindWrites(FillTicket read, Coherence coherence) {
        return coherence.isBehind(pending.writesTo(read.stripe(), coherence), read);
    }

    /** The scripts that have been sent. */
    LoadedScripts scripts() {
        LoadedScripts all = scripts;
        if (all == null) {
            all = new LoadedScripts();
            scripts = all;
        }
        return all;
    }

    boolean isClosed() {
        return closed;
    }

    /** How many commands await their reply, tombstones among them. */
    int pendingReplies() {
        return pending.size();
    }

    /** Whether commands leave as they come. */
    boolean isReady() {
        return out != null;
    }

    boolean isCongested() {
        if (pending.size() >= lane.settings().maxInFlight()) {
            return true;
        }
        WaitingCommands commands = waiting;
        if (commands != null) {
            return commands.bytes() > MAX_WAITING_BYTES;
        }
        Channel open = channel;
        return open != null && !open.isWritable();
    }

    void whenRoomy(Runnable resume) {
        held.add(resume);
    }

    @Nullable
    LaneTracking tracking() {
        return tracking;
    }

    void checkDeadlines(long now) {
        LaneSettings settings = lane.settings();
        if (tracking != null) {
            tracking.checkSilence(now, reader.lastReadAt());
        }
        if (pending.isEmpty()) {
            return;
        }
        long sentAt = pending.receivedAt();
        long replyTimeout = settings.replyTimeout().toNanos();
        if (now - sentAt < replyTimeout) {
            return;
        }
        int expired = pending.expire(
                now - replyTimeout,
                reader.isStreaming(),
                replyTimeout,
                Failure.timeout(lane.shard(), settings.replyTimeout().toMillis()));
        if (expired > 0) {
            lane.metrics().backendTimedOut(lane.shard().number(), expired);
            if (tracking != null) {
                tracking.doubt();
            }
        }
        long silentSince = reader.isStreaming() ? reader.lastReadAt() : sentAt;
        long stuckTimeout = settings.stuckTimeout().toNanos();
        if (now - silentSince > stuckTimeout) {
            close("no reply for " + settings.stuckTimeout().toMillis() + " ms");
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ByteBuf greeting = ctx.alloc().buffer();
        reader.begin(Handshake.begin(greeting, lane));
        ctx.writeAndFlush(greeting, ctx.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reader.read((ByteBuf) message);
        letGo();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        letGo();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lost("closed by the shard");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        close(reasonOf(cause));
    }

    void close(String reason) {
        if (closed) {
            return;
        }
        lost(reason);
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }

    /** Called by the reader when the greeting has been answered. */
    void endHandshake(Handshake greeting) {
        Channel open = channel;
        WaitingCommands commands = waiting;
        if (greeting.refusal() != null) {
            close("it refused the handshake: " + greeting.refusal());
        } else if (open != null && commands != null) {
            OutputQueue ready = new OutputQueue(loop, open, true);
            commands.moveTo(ready);
            out = ready;
            waiting = null;
            markFlushed();
            lane.ready(greeting);
            if (tracking != null) {
                tracking.connected(greeting.connectionId());
            }
        }
    }

    private void noteFlush() {
        if (!flushNoted) {
            flushNoted = true;
            loop.runAfterFlush(afterFlush);
        }
    }

    private void afterFlush() {
        flushNoted = false;
        markFlushed();
    }

    private void markFlushed() {
        lane.metrics().backendSent(lane.shard().number(), pending.markFlushed(loop.now()));
    }

    private void letGo() {
        if (held.isEmpty() || pending.size() > lane.settings().maxInFlight() / 2 || isCongested()) {
            return;
        }
        held.forEach(loop::resumeLater);
        held.clear();
    }

    private void lost(String reason) {
        if (closed) {
            return;
        }
        closed = true;
        if (tracking != null) {
            tracking.lost(reason);
        }
        OutputQueue ready = out;
        lane.lost(this, ready != null, reader.hasAnswered() || pending.isEmpty(), reason);
        if (ready != null) {
            ready.discard();
        }
        if (waiting != null) {
            waiting.discard();
        }
        input.drop();
        if (ready != null) {
            lane.metrics().backendLost(lane.shard().number(), pending.sentCount());
        }
        pending.failAll(
                ready == null
                        ? Failure.unreachable(lane.shard(), reason)
                        : Failure.connectionLost(lane.shard(), reason),
                reader::writeDone);
        cache.closed(this);
        held.forEach(loop::resumeLater);
        held.clear();
    }

    private static String reasonOf(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = root.getMessage();
        String reason = text == null || text.isBlank() ? root.getClass().getSimpleName() : text;
        return reason.replace('\r', ' ').replace('\n', ' ');
    }
}

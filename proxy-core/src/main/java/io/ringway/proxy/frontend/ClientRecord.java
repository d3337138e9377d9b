// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.ClientOrder;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.session.Session;
import io.ringway.proxy.session.TrackingOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What others may see of a connected client: its addresses, and its session as of the last change. Written by the client's
 * event loop, read by any thread.
 */
final class ClientRecord {
    private static final int NOT_IN_MULTI = -1;
    private static final long NO_REDIRECT = -1;

    private final String address;
    private final String localAddress;
    private final long connectedAt = System.nanoTime();
    private volatile Session session;
    /** Where the client is reached, on its own event loop; null for the moment before it has a connection. */
    private volatile @Nullable ClientConnection connection;
    /** Written for each batch and command, so plainly: readers may see them a moment late. */
    private long lastReadAt = connectedAt;

    private @Nullable CommandSpec lastCommand;
    private int queuedCommands;
    private long queuedBytes;
    private int keptBytes;
    private int askingBytes;
    private long unreadBytes;
    /** Whether a command of the client waits at a shard for something to happen. */
    private boolean blocked;
    /** Whether the client's next command waits for the end of a pause. */
    private boolean paused;

    private boolean closing;

    ClientRecord(Session session, String address, String localAddress) {
        this.session = session;
        this.address = address;
        this.localAddress = localAddress;
    }

    long id() {
        return session.clientId();
    }

    String address() {
        return address;
    }

    Session session() {
        return session;
    }

    void update(Session next) {
        session = next;
    }

    void connected(ClientConnection client) {
        connection = client;
    }

    @Nullable
    ClientConnection connection() {
        return connection;
    }

    /** Bytes came from the client at this moment. */
    void active(long nanos) {
        lastReadAt = nanos;
    }

    /** The client sent a command. */
    void sent(CommandSpec command) {
        lastCommand = command;
    }

    /** So many commands wait for EXEC. */
    void queued(int commands, long bytes) {
        queuedCommands = commands;
        queuedBytes = bytes;
    }

    /** So many bytes have come and are no command yet, and so many have not been taken by the client. */
    void buffered(int kept, long unread) {
        keptBytes = kept;
        unreadBytes = unread;
    }

    /** A command of so many bytes is being answered, which may be one that tells of this client. */
    void asking(int bytes) {
        askingBytes = bytes;
    }

    void blocked(boolean now) {
        blocked = now;
    }

    void paused(boolean now) {
        paused = now;
    }

    void closing() {
        closing = true;
    }

    /** Whether CLIENT KILL means this client. */
    boolean fits(ClientOrder.Kill kill) {
        Session now = session;
        return (kill.id() == null || kill.id() == now.clientId())
                && (kill.address() == null || kill.address().equals(address))
                && (kill.localAddress() == null || kill.localAddress().equals(localAddress))
                && (kill.type() == null || kill.type().equals(type()))
                && (kill.user() == null || kill.user().equals(now.user()))
                && seconds(System.nanoTime() - connectedAt) >= kill.maxAgeSeconds();
    }

    /** What CLIENT LIST TYPE calls it. */
    String type() {
        return session.subscriptions().any() ? "pubsub" : "normal";
    }

    /** The client as a line of {@code CLIENT LIST}; memory that only a server has to account for is none. */
    ProxyView.ClientLine line() {
        Session now = session;
        CommandSpec command = lastCommand;
        long nanos = System.nanoTime();
        long unread = unreadBytes;
        TrackingOptions tracking = now.modes().tracking().options();
        String text = String.format(
                Locale.ROOT,
                "id=%d addr=%s laddr=%s fd=-1 name=%s age=%d idle=%d flags=%s db=%d sub=%d psub=%d ssub=%d multi=%d "
                        + "qbuf=%d qbuf-free=0 argv-mem=0 multi-mem=%d rbs=0 rbp=0 obl=0 oll=%d omem=%d tot-mem=%d events=r "
                        + "cmd=%s user=%s redir=%d resp=%d lib-name=%s lib-ver=%s",
                now.clientId(),
                address,
                localAddress,
                now.name(),
                seconds(nanos - connectedAt),
                seconds(nanos - lastReadAt),
                flags(now),
                now.database(),
                now.subscriptions().channels(),
                now.subscriptions().patterns(),
                now.subscriptions().shardChannels(),
                now.transaction().open() ? queuedCommands : NOT_IN_MULTI,
                keptBytes + askingBytes,
                queuedBytes,
                unread > 0 ? 1 : 0,
                unread,
                keptBytes + queuedBytes + unread,
                command == null ? "NULL" : command.name(),
                now.user(),
                tracking.on() ? tracking.redirect() : NO_REDIRECT,
                now.protocol().version(),
                now.libName(),
                now.libVersion());
        return new ProxyView.ClientLine(
                now.clientId(), text, now.subscriptions().any());
    }

    /** Whether a command of the client waits, for something to happen or for the end of a pause. */
    boolean waits() {
        return blocked || paused;
    }

    private String flags(Session now) {
        StringBuilder flags = new StringBuilder();
        flag(flags, now.subscriptions().any(), 'P');
        flag(flags, now.modes().monitors(), 'O');
        flag(flags, now.transaction().open(), 'x');
        flag(flags, waits(), 'b');
        flag(flags, now.modes().tracking().on(), 't');
        flag(flags, now.modes().tracking().broken(), 'R');
        flag(flags, now.modes().tracking().options().broadcast(), 'B');
        flag(flags, closing, 'c');
        flag(flags, now.modes().noEvict(), 'e');
        flag(flags, now.modes().noTouch(), 'T');
        return flags.isEmpty() ? "N" : flags.toString();
    }

    private static void flag(StringBuilder flags, boolean set, char letter) {
        if (set) {
            flags.append(letter);
        }
    }

    private static long seconds(long nanos) {
        return nanos / 1_000_000_000;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.ProxyView;
import io.ringway.proxy.session.Session;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What others may see of a connected client: its addresses, and its session as of the last change. Written by the client's
 * event loop, read by any thread.
 */
final class ClientRecord {
    private final String address;
    private final String localAddress;
    private final long connectedAt = System.nanoTime();
    private volatile Session session;
    /** Written for each batch and command, so plainly: readers may see them a moment late. */
    private long lastReadAt = connectedAt;

    private @Nullable CommandSpec lastCommand;

    ClientRecord(Session session, String address, String localAddress) {
        this.session = session;
        this.address = address;
        this.localAddress = localAddress;
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

    /** Bytes came from the client at this moment. */
    void active(long nanos) {
        lastReadAt = nanos;
    }

    /** The client sent a command. */
    void sent(CommandSpec command) {
        lastCommand = command;
    }

    /** The client as a line of {@code CLIENT LIST}. */
    ProxyView.ClientLine line() {
        Session now = session;
        CommandSpec command = lastCommand;
        long nanos = System.nanoTime();
        String text = String.format(
                Locale.ROOT,
                "id=%d addr=%s laddr=%s fd=-1 name=%s age=%d idle=%d flags=%s db=%d sub=%d psub=%d ssub=%d multi=-1 "
                        + "cmd=%s user=%s redir=-1 resp=%d lib-name=%s lib-ver=%s",
                now.clientId(),
                address,
                localAddress,
                now.name(),
                (nanos - connectedAt) / 1_000_000_000,
                (nanos - lastReadAt) / 1_000_000_000,
                flags(now),
                now.database(),
                now.subscriptions().channels(),
                now.subscriptions().patterns(),
                now.subscriptions().shardChannels(),
                command == null ? "NULL" : command.name(),
                now.user(),
                now.protocol().version(),
                now.libName(),
                now.libVersion());
        return new ProxyView.ClientLine(now.clientId(), text, now.subscriptions().any());
    }

    private static String flags(Session session) {
        String flags = (session.subscriptions().any() ? "P" : "")
                + (session.noEvict() ? "e" : "")
                + (session.noTouch() ? "T" : "");
        return flags.isEmpty() ? "N" : flags;
    }
}

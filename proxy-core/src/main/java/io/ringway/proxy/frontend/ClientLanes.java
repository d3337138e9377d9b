// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.PrivateLane;
import io.ringway.proxy.backend.TrackedLane;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * The lanes that one client's commands take: those of all clients with its protocol and database, and in their place its own
 * while it watches or tracks keys. Confined to the client's event loop.
 */
final class ClientLanes {
    private final ClientConnection client;
    private final ClientLoop loop;
    private final ClientPins pins;
    /** Null until the client tracks keys for the first time. */
    private @Nullable ClientTracking tracking;
    /** By shard. */
    private Lane[] all;
    /** Whether they are to be found anew once everything under way has been answered. */
    private boolean outdated;

    ClientLanes(ClientConnection client, ClientLoop loop, ClientPins pins) {
        this.client = client;
        this.loop = loop;
        this.pins = pins;
        this.all = loop.lanes(client.session());
    }

    /** The lane to a shard, to send something on. */
    Lane to(int shard) {
        Lane lane = all[shard];
        client.flow().sending(lane);
        return lane;
    }

    /** By shard, for the session as it is now; never changed. */
    Lane[] all() {
        return all;
    }

    ClientTracking tracking() {
        ClientTracking mine = tracking;
        if (mine == null) {
            mine = new ClientTracking(client, loop);
            tracking = mine;
        }
        return mine;
    }

    /** The client's own lane to a shard, where it tracks keys; else null. */
    @Nullable
    TrackedLane tracked(int shard) {
        return tracking == null ? null : tracking.lane(shard);
    }

    /** The client's own lane to a shard, for whatever reason; else null. */
    @Nullable
    PrivateLane own(int shard) {
        return pins.hasOwn(shard) ? pins.own() : tracked(shard);
    }

    /** A command has been planned, and all of it has been sent that can be sent at once. */
    void carriedOut(@Nullable CommandSpec command) {
        if (tracking != null) {
            tracking.carriedOut(command);
        }
    }

    /** The session has changed: its commands may take other lanes. */
    void fit(Session before, Session now) {
        boolean other = now.protocol() != before.protocol()
                || now.sentDatabase() != before.sentDatabase()
                || now.modes().noTouch() != before.modes().noTouch()
                || !now.modes()
                        .tracking()
                        .options()
                        .equals(before.modes().tracking().options())
                || (pins.own() != null && !now.transaction().watches());
        if (!other || client.isClosed()) {
            return;
        }
        outdated = true;
        if (client.replies().areComplete()) {
            renew();
        } else {
            // Commands on the old lanes may still be on their way: one on a new lane must not overtake them.
            client.flow().raiseBarrier();
        }
    }

    /** Nothing holds the client any longer, as everything it had to wait for is there. */
    void renew() {
        if (outdated) {
            outdated = false;
            if (!client.session().transaction().watches()) {
                pins.returnOwn();
            }
            find();
        }
    }

    /** Finds the lanes that fit the session, the client's own among them. */
    void find() {
        Session session = client.session();
        Lane[] usual = loop.lanes(session);
        all = pins.over(tracking == null ? usual : tracking.over(usual, session), session);
    }

    /** The client is gone. */
    void discard() {
        pins.discard();
        if (tracking != null) {
            tracking.end();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Waits until whatever the clients of one event loop have begun by now is answered, so that a pause holds for commands under way
 * too. Clients that block are not waited for, nor are those that wait for the same: they would wait for each other. Confined to the event loop.
 */
final class Settling {
    private static final long LOOK_MILLIS = 1;

    private final ClientLoop loop;
    private final Runnable done;
    /** Clients and how many commands they had begun; each leaves when those are answered. */
    private final Map<ClientConnection, Long> begun = new HashMap<>();

    private Settling(ClientLoop loop, Runnable done) {
        this.loop = loop;
        this.done = done;
    }

    /** @param asking is waited for by nobody but itself */
    static void of(ClientLoop loop, ClientConnection asking, Runnable done) {
        Settling settling = new Settling(loop, done);
        for (ClientConnection client : loop.clients()) {
            if (client != asking && !client.replies().areComplete()) {
                settling.begun.put(client, client.replies().begun());
            }
        }
        settling.look();
    }

    private void look() {
        begun.entrySet()
                .removeIf(each -> each.getKey().pins().isBlocked()
                        || each.getKey().flow().isSettling()
                        || each.getKey().replies().haveCome(each.getValue()));
        if (begun.isEmpty()) {
            done.run();
        } else {
            loop.loop().eventLoop().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}

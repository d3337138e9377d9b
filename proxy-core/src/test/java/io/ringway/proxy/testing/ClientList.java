// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import static org.awaitility.Awaitility.await;

/** What CLIENT LIST and CLIENT INFO tell of clients. */
public final class ClientList {
    private ClientList() {}

    /** A field of the client's own line. */
    public static String field(RawClient client, String name) {
        return client.call("CLIENT", "INFO").replaceAll("(?s).*[ \n]" + name + "=(\\S*) .*", "$1");
    }

    /** Waits until a client has exactly these flags. */
    public static void awaitFlags(RawClient asking, String id, String flags) {
        await().until(() -> asking.call("CLIENT", "LIST", "ID", id).contains(" flags=" + flags + " "));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What the admin port answers on one path. Confined to the admin thread. */
@FunctionalInterface
interface AdminPage {
    Content render() throws IOException;

    /** A page's content as it is now. */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    record Content(HttpResponseStatus status, String type, byte[] body) {
        static Content text(HttpResponseStatus status, String text) {
            return new Content(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
        }

        static Content json(HttpResponseStatus status, String json) {
            return new Content(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
        }
    }
}

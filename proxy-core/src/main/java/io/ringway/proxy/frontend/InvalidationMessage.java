// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.resp.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * That keys have changed, or may have.
 *
 * @param keys an array of keys, or null for all there are, as a server writes it; not copied, so hand over one that nobody
 *     changes
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record InvalidationMessage(byte[] keys) {
    /** The ticket to wait for where there is none. */
    static final long AT_ONCE = -1;

    private static final byte[] PUSH = ascii(">2\r\n$10\r\ninvalidate\r\n");
    private static final byte[] MESSAGE = ascii("*3\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n");
    private static final byte[] RESP3_NULL = ascii("_\r\n");
    private static final byte[] RESP2_NULL = ascii("$-1\r\n");

    /** Forget whatever you have cached. */
    static final InvalidationMessage EVERYTHING = new InvalidationMessage(RESP3_NULL);

    /** The message that a server pushes; null if it is something else. */
    static @Nullable InvalidationMessage of(ByteBuf in, int start, int length) {
        if (!Scripts.startsWith(in, start, length, PUSH)) {
            return null;
        }
        byte[] keys = new byte[length - PUSH.length];
        in.getBytes(start + PUSH.length, keys);
        return new InvalidationMessage(keys);
    }

    /** Whether a push says that all keys have changed. */
    static boolean isOfEverything(ByteBuf in, int start, int length) {
        return length == PUSH.length + RESP3_NULL.length
                && in.getByte(start + PUSH.length) == '_'
                && Scripts.startsWith(in, start, length, PUSH);
    }

    /** Tells a client that whoever was to be told in its place is gone. */
    static void brokenRedirect(ClientConnection client, long target) {
        if (client.session().protocol() == Protocol.RESP3) {
            ByteBuf push = Unpooled.wrappedBuffer(ascii(">2\r\n$21\r\ntracking-redir-broken\r\n:" + target + "\r\n"));
            client.replies().push(push, 0, push.readableBytes());
        }
    }

    /**
     * Tells a client, on its event loop: by a push, or by a message where it has subscribed to something; as in Redis, whatever
     * that is.
     *
     * @param ticket behind whose reply it comes
     * @param redirected whether it is told in another's place
     */
    void giveTo(ClientConnection client, long ticket, boolean redirected) {
        byte[] head = PUSH;
        byte[] tail = keys;
        if (client.session().protocol() == Protocol.RESP2) {
            if (!redirected || !client.session().subscriptions().any()) {
                return;
            }
            head = MESSAGE;
            tail = Arrays.equals(keys, RESP3_NULL) ? RESP2_NULL : keys;
        }
        ByteBuf message = Unpooled.wrappedBuffer(head, tail);
        client.replies().pushBehind(ticket, message, 0, message.readableBytes());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

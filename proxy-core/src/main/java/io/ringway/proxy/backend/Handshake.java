// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.MalformedReplyException;
import io.ringway.resp.Protocol;
import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said on a new connection before any client's command: password and protocol, database, and a name for {@code
 * CLIENT LIST}. Confined to one connection.
 */
final class Handshake {
    private static final String CONNECTION_NAME = "ringway";

    /** What a reply in the handshake is to. */
    private enum Step {
        /** Must succeed. */
        REQUIRED,
        /** Tells the server's version where the server knows it, and must succeed. */
        REQUIRED_HELLO,
        /** Tells the server's version; servers before Redis 6 refuse it, and are none the worse for it. */
        HELLO,
        /** May fail. */
        OPTIONAL
    }

    /** Commands sent; each leaves when its reply has come. */
    private final Deque<Step> awaited = new ArrayDeque<>();

    private @Nullable String refusal;
    private @Nullable String serverVersion;
    private long connectionId;

    private Handshake() {}

    /** Writes the commands and returns what waits for their replies. */
    static Handshake begin(ByteBuf out, Lane lane) {
        LaneSettings settings = lane.settings();
        int database = lane.database();
        Handshake handshake = new Handshake();
        String user = settings.username();
        String password = settings.password();
        if (password != null) {
            if (user == null) {
                handshake.say(out, Step.REQUIRED, "AUTH", password);
            } else {
                handshake.say(out, Step.REQUIRED, "AUTH", user, password);
            }
        }
        if (lane.protocol() == Protocol.RESP3) {
            handshake.say(out, Step.REQUIRED_HELLO, "HELLO", "3");
        } else {
            handshake.say(out, Step.HELLO, "HELLO");
        }
        if (database != 0) {
            handshake.say(out, Step.REQUIRED, "SELECT", Integer.toString(database));
        }
        handshake.say(out, Step.OPTIONAL, "CLIENT", "SETNAME", CONNECTION_NAME);
        lane.setup().forEach(command -> handshake.say(out, Step.REQUIRED, command));
        lane.wishes().forEach(command -> handshake.say(out, Step.OPTIONAL, command));
        return handshake;
    }

    /** Takes the next reply; returns whether it was one. */
    boolean reply(ByteBuf in, int start, int length) {
        RespValue value;
        try {
            value = RespDecoder.decode(in.slice(start, length));
        } catch (MalformedReplyException e) {
            return false;
        }
        Step step = awaited.remove();
        boolean required = step == Step.REQUIRED || step == Step.REQUIRED_HELLO;
        if (value instanceof RespValue.Err error) {
            // Where a password is asked for and there is none, no command would fare better than this one.
            boolean refused = required || (step == Step.HELLO && error.text().startsWith("NOAUTH"));
            if (refused && refusal == null) {
                refusal = error.text();
            }
        } else if (step == Step.HELLO || step == Step.REQUIRED_HELLO) {
            readGreeting(value);
        }
        return true;
    }

    boolean isComplete() {
        return awaited.isEmpty();
    }

    /** The error with which the server refused us, or null. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /** The server's version, or null where it did not tell. */
    @Nullable
    String serverVersion() {
        return serverVersion;
    }

    /** What the server calls this connection, see {@code CLIENT ID}; 0 where it did not tell. */
    long connectionId() {
        return connectionId;
    }

    private void say(ByteBuf out, Step step, String... command) {
        CommandEncoder.encode(out, command);
        awaited.add(step);
    }

    /** @param command one character per byte */
    private void say(ByteBuf out, Step step, List<String> command) {
        CommandEncoder.encode(
                out,
                command.stream()
                        .map(each -> each.getBytes(StandardCharsets.ISO_8859_1))
                        .toArray(byte[][]::new));
        awaited.add(step);
    }

    private void readGreeting(RespValue hello) {
        List<RespValue> fields = List.of();
        if (hello instanceof RespValue.MapOf map) {
            fields = map.entries();
        } else if (hello instanceof RespValue.Array array) {
            fields = array.elements();
        }
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            String field = text(fields.get(i));
            if ("version".equals(field)) {
                serverVersion = text(fields.get(i + 1));
            } else if ("id".equals(field) && fields.get(i + 1) instanceof RespValue.Int id) {
                connectionId = id.value();
            }
        }
    }

    private static @Nullable String text(RespValue value) {
        return value instanceof RespValue.Bulk bulk ? new String(bulk.bytes(), StandardCharsets.UTF_8) : null;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.Protocol;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is said on a new connection before any client's command: protocol and password, database, and a name for {@code CLIENT
 * LIST}. Confined to one connection.
 */
final class Handshake {
    private static final String CONNECTION_NAME = "ringway";

    private int repliesToCome;
    private @Nullable String refusal;

    private Handshake(int commands) {
        this.repliesToCome = commands;
    }

    /** Writes the commands and returns what waits for their replies. */
    static Handshake begin(ByteBuf out, LaneSettings settings, Protocol protocol, int database) {
        int commands = 0;
        String user = settings.username() == null ? "default" : settings.username();
        String password = settings.password();
        if (protocol == Protocol.RESP3) {
            commands++;
            if (password == null) {
                CommandEncoder.encode(out, "HELLO", "3");
            } else {
                CommandEncoder.encode(out, "HELLO", "3", "AUTH", user, password);
            }
        } else if (password != null) {
            commands++;
            if (settings.username() == null) {
                CommandEncoder.encode(out, "AUTH", password);
            } else {
                CommandEncoder.encode(out, "AUTH", user, password);
            }
        }
        if (database != 0) {
            commands++;
            CommandEncoder.encode(out, "SELECT", Integer.toString(database));
        }
        CommandEncoder.encode(out, "CLIENT", "SETNAME", CONNECTION_NAME);
        return new Handshake(commands + 1);
    }

    /** Takes the next reply. A server that does not let us name ourselves is none the worse for it. */
    void reply(ByteBuf in, int start, int length) {
        repliesToCome--;
        boolean aboutTheName = repliesToCome == 0;
        if (in.getByte(start) == '-' && !aboutTheName && refusal == null) {
            refusal = in.toString(start + 1, Math.max(0, length - 3), StandardCharsets.UTF_8);
        }
    }

    boolean isComplete() {
        return repliesToCome == 0;
    }

    /** The error with which the server refused us, or null. */
    @Nullable
    String refusal() {
        return refusal;
    }
}

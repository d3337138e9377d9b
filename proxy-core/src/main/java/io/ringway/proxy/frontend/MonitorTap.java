// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.ringway.proxy.transport.Loop;
import io.ringway.resp.CommandFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows the commands of one event loop's clients to those that monitor, on whatever loop they are: writes each command down
 * once and hands the lines of an iteration over at its end. Confined to the event loop.
 */
final class MonitorTap {
    private final Loop loop;
    /** Who monitors; each leaves when it is told to stop, or gone. Empty nearly always. */
    private final List<MonitorFeed> feeds = new ArrayList<>();
    /** Lines of this iteration; null until there is one. */
    private @Nullable ByteBuf lines;

    private int count;

    MonitorTap(Loop loop) {
        this.loop = loop;
    }

    /** Whether anybody monitors; read for every command. */
    boolean isOn() {
        return !feeds.isEmpty();
    }

    void add(MonitorFeed feed) {
        feeds.add(feed);
    }

    void remove(MonitorFeed feed) {
        feeds.remove(feed);
    }

    /** A client's command was carried out, in this database. */
    void show(ClientConnection client, int database, CommandFrame command) {
        boolean room = false;
        for (MonitorFeed feed : feeds) {
            room |= feed.hasRoom();
        }
        if (!room) {
            feeds.forEach(feed -> feed.leaveOut(1));
            return;
        }
        ByteBuf out = lines;
        if (out == null) {
            out = loop.allocator().heapBuffer();
            lines = out;
            loop.runAfterFlush(this::handOver);
        }
        MonitorLine.append(out, Instant.now(), database, client.record().address(), command);
        count++;
    }

    private void handOver() {
        ByteBuf out = lines;
        if (out == null) {
            return;
        }
        byte[] bytes = ByteBufUtil.getBytes(out);
        int commands = count;
        out.release();
        lines = null;
        count = 0;
        for (MonitorFeed feed : feeds) {
            if (feed.hasRoom()) {
                feed.take(bytes, commands);
            } else {
                feed.leaveOut(commands);
            }
        }
    }
}

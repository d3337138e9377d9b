// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.WholeReplySink;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.MalformedReplyException;
import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Asks all shards which functions declare that they write nothing: these may be called while writes are paused, as on a server. Asked
 * once a pause has begun, as nobody can change a library until it is over. Used once. Confined to the event loop.
 */
final class NoWritesFunctions implements WholeReplySink {
    private static final byte[] FUNCTION = "FUNCTION".getBytes(StandardCharsets.US_ASCII);
    private static final RespValue NO_WRITES = new RespValue.SimpleString("no-writes");
    private static final byte[] LIST = "LIST".getBytes(StandardCharsets.US_ASCII);
    /** A client as any other, of RESP2, with nothing switched on. */
    private static final Session ANYBODY = Session.initial(0, true);

    private final Consumer<Set<String>> then;
    /** By name in lower case: whether it declares so wherever it is. */
    private final Map<String, Boolean> functions = new HashMap<>();

    private int left;
    private boolean failed;

    private NoWritesFunctions(int shards, Consumer<Set<String>> then) {
        this.left = shards;
        this.then = then;
    }

    /**
     * Asks.
     *
     * @param command the id of the row of FUNCTION LIST
     * @param then gets the names in lower case; none where a shard does not tell
     */
    static void ask(ClientLoop loop, int command, Consumer<Set<String>> then) {
        Lane[] lanes = loop.lanes(ANYBODY);
        NoWritesFunctions asking = new NoWritesFunctions(lanes.length, then);
        ByteBuf question = loop.loop().allocator().buffer();
        CommandEncoder.encode(question, FUNCTION, LIST);
        for (Lane lane : lanes) {
            lane.sendAhead(question, question.readerIndex(), question.readableBytes(), asking, 0, command);
        }
        question.release();
    }

    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        try {
            note(RespDecoder.decode(in.slice(start, length)));
        } catch (MalformedReplyException e) {
            failed = true;
        }
        answered();
    }

    @Override
    public void failed(long ticket, Failure failure) {
        failed = true;
        answered();
    }

    private void answered() {
        if (--left == 0) {
            Set<String> names = new HashSet<>();
            functions.forEach((name, declares) -> {
                if (declares && !failed) {
                    names.add(name);
                }
            });
            then.accept(names);
        }
    }

    private void note(RespValue libraries) {
        // Servers before Redis 7, which know no functions, answer with an error.
        for (RespValue library : elements(libraries)) {
            for (RespValue function : elements(field(library, "functions"))) {
                if (field(function, "name") instanceof RespValue.Bulk name) {
                    boolean declares = elements(field(function, "flags")).contains(NO_WRITES);
                    functions.merge(name.text().toLowerCase(Locale.ROOT), declares, Boolean::logicalAnd);
                }
            }
        }
    }

    private static RespValue field(RespValue fields, String name) {
        List<RespValue> all = elements(fields);
        for (int i = 0; i + 1 < all.size(); i += 2) {
            if (all.get(i).equals(RespValue.bulk(name))) {
                return all.get(i + 1);
            }
        }
        return RespValue.NULL;
    }

    private static List<RespValue> elements(RespValue value) {
        return value instanceof RespValue.Array array ? array.elements() : List.of();
    }
}

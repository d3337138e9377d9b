// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.history;

import io.netty.buffer.Unpooled;
import io.ringway.proxy.testing.Endpoint;
import io.ringway.proxy.testing.RawClient;
import io.ringway.resp.MalformedReplyException;
import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A client that notes what it did and saw. It connects anew when it is cut off. Confined to one thread. */
final class HistoryClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HistoryRun run;
    private final int id;
    private final int proxy;
    private final Endpoint endpoint;
    private final int protocol;
    private final Actions actions;
    private final Random random;
    private final int longestPipeline;
    private RawClient connection;
    private int batch;

    HistoryClient(HistoryRun run, int id, int proxy, Endpoint endpoint, Actions actions, Random random, int pipeline) {
        this.run = run;
        this.id = id;
        this.proxy = proxy;
        this.endpoint = endpoint;
        this.protocol = id % 3 == 2 ? 3 : 2;
        this.actions = actions;
        this.random = random;
        this.longestPipeline = pipeline;
    }

    /** Does some operations in one write; returns how many. */
    int round() {
        List<Action> pipeline = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int count = 1 + random.nextInt(longestPipeline);
        for (int i = 0; i < count; i++) {
            Action action = actions.next();
            pipeline.add(action);
            action.commands().forEach(command -> bytes.writeBytes(RawClient.encode(command)));
        }
        batch++;
        long invoked = System.nanoTime();
        int done = 0;
        try {
            RawClient open = connection();
            invoked = System.nanoTime();
            open.send(bytes.toByteArray());
            for (; done < count; done++) {
                Action action = pipeline.get(done);
                RespValue telling = RespValue.NULL;
                boolean failed = false;
                for (int i = 0; i < action.commands().size(); i++) {
                    RespValue reply = decode(open.replyBytes());
                    failed |= reply instanceof RespValue.Err;
                    telling = i == action.telling() ? reply : telling;
                }
                if (action.kind() == Operation.Kind.READ || !action.cameToNothing(telling)) {
                    note(action, telling, failed, invoked, done);
                }
            }
        } catch (UncheckedIOException e) {
            for (; done < count; done++) {
                note(pipeline.get(done), RespValue.NULL, true, invoked, done);
            }
            close();
        }
        return count;
    }

    void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private RawClient connection() {
        if (connection == null) {
            connection = RawClient.connect(endpoint, protocol).withPatience(PATIENCE);
        }
        return connection;
    }

    private void note(Action action, RespValue reply, boolean failed, long invoked, int position) {
        long answered = System.nanoTime();
        long value = action.value();
        boolean wrongType = reply instanceof RespValue.Err error && error.text().startsWith("WRONGTYPE");
        if (action.kind() == Operation.Kind.READ) {
            if (failed && !wrongType) {
                run.failed();
                return;
            }
            value = wrongType ? Operation.OTHER : action.valueIn().find(reply);
        } else if (wrongType) {
            return;
        } else if (action.mayStillHappen(reply)) {
            answered = Operation.NEVER;
        } else if (failed || isAborted(reply)) {
            run.failed();
            answered = Operation.NEVER;
        }
        run.note(
                action.key(),
                new Operation(
                        action.kind(), id, proxy, value, invoked, answered, action.livesNanos(), batch, position));
    }

    /** Whether the transaction's only command failed. */
    private static boolean isAborted(RespValue reply) {
        return reply instanceof RespValue.Array array
                && array.elements().stream().anyMatch(RespValue.Err.class::isInstance);
    }

    private static RespValue decode(byte[] reply) {
        try {
            return RespDecoder.decode(Unpooled.wrappedBuffer(reply));
        } catch (MalformedReplyException e) {
            throw new IllegalStateException(e);
        }
    }
}

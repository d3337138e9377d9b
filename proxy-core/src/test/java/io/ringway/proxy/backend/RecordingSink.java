// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Notes what it is told, one line for each call. Written by the loop, read by the test. */
final class RecordingSink implements ReplySink {
    private static final long PATIENCE_SECONDS = 20;

    private final boolean takesParts;
    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();

    private RecordingSink(boolean takesParts) {
        this.takesParts = takesParts;
    }

    static RecordingSink whole() {
        return new RecordingSink(false);
    }

    static RecordingSink inParts() {
        return new RecordingSink(true);
    }

    /** The next call: its ticket, then what it brought. */
    String next() {
        try {
            String next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing was told");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next calls. */
    List<String> next(int count) {
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(next());
        }
        return calls;
    }

    /** What has been told and not been asked for yet. */
    List<String> rest() {
        List<String> rest = new ArrayList<>();
        told.drainTo(rest);
        return rest;
    }

    @Override
    public void reply(long ticket, ByteBuf in, int start, int length) {
        told.add(ticket + " " + in.toString(start, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void replyPart(long ticket, ByteBuf in, int start, int length, boolean last) {
        if (!takesParts) {
            throw new AssertionError("a part for somebody who takes none");
        }
        told.add(ticket + (last ? " last " : " part ") + in.toString(start, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void failed(long ticket, Failure failure) {
        told.add(ticket + " " + failure.kind() + " " + failure.text());
    }

    @Override
    public boolean takesParts() {
        return takesParts;
    }
}

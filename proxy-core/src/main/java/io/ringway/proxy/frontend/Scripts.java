// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringway.proxy.backend.Failure;
import io.ringway.proxy.backend.Lane;
import io.ringway.proxy.backend.WholeReplySink;
import io.ringway.proxy.cache.Written;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.plan.ScriptUse;
import io.ringway.proxy.script.LoadedScripts;
import io.ringway.proxy.script.ScriptDigest;
import io.ringway.proxy.script.ScriptFlags;
import io.ringway.proxy.script.ScriptMemory;
import io.ringway.proxy.script.SeenBodies;
import io.ringway.resp.CommandEncoder;
import io.ringway.resp.CommandFrame;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a script called by its digest is known to the shard: what the memory has and the lane's connection has not
 * been sent yet is loaded ahead of the call, on the same lane, so that nothing waits and the order of commands is kept. One
 * serves all clients of a loop. Confined to the event loop.
 */
final class Scripts {
    private static final byte[] SCRIPT = "SCRIPT".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOAD = "LOAD".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOT_COMPILED = "-ERR Error compiling script".getBytes(StandardCharsets.US_ASCII);

    private final ByteBufAllocator allocator;
    private final ScriptMemory memory;
    private final SeenBodies seen = new SeenBodies();
    private final int loadCommand;

    /** @param loadCommand the id of the row of SCRIPT LOAD */
    Scripts(ByteBufAllocator allocator, ScriptMemory memory, int loadCommand) {
        this.allocator = allocator;
        this.memory = memory;
        this.loadCommand = loadCommand;
    }

    /** Takes note of what a command brings or forgets. */
    void note(ScriptUse use, CommandFrame frame) {
        switch (use) {
            case SENDS -> {
                if (seen.isNew(frame, use.argument(), memory.epoch())) {
                    memory.sent(frame.arg(use.argument()));
                }
            }
            case LOADS -> memory.loaded(frame.arg(use.argument()));
            case FLUSHES -> memory.forgetAll();
            case CALLS -> {}
        }
    }

    /** Takes note of what a command for EXEC brings or forgets; returns the script that it calls, if any. */
    @Nullable
    ScriptDigest queued(CommandSpec command, CommandFrame frame) {
        ScriptUse use = ScriptUse.of(command);
        if (use == null) {
            return null;
        }
        note(use, frame);
        return use == ScriptUse.CALLS ? ScriptDigest.parse(frame, use.argument()) : null;
    }

    /** Whether a command runs a script that declares that it writes nothing. */
    boolean declaresNoWrites(CommandSpec command, CommandFrame frame) {
        ScriptUse use = ScriptUse.of(command);
        byte[] body = null;
        if (use == ScriptUse.SENDS) {
            body = frame.arg(use.argument());
        } else if (use == ScriptUse.CALLS) {
            ScriptDigest digest = ScriptDigest.parse(frame, use.argument());
            body = digest == null ? null : memory.call(digest);
        }
        return body != null && ScriptFlags.declareNoWrites(body);
    }

    /** Sends a call by digest. */
    void call(ClientConnection client, CommandFrame frame, Plan.Forward plan, Written written) {
        Lane lane = client.lanes().to(plan.shard());
        long ticket = client.replies().open();
        ScriptDigest script = ScriptDigest.parse(frame, ScriptUse.CALLS.argument());
        int command = plan.command().id();
        if (script != null && loadAhead(lane, script)) {
            new ScriptCall(this, client, ticket, lane, script, command, client.copy(frame), written).send();
        } else {
            lane.send(frame.buffer(), frame.start(), frame.length(), client.replies(), ticket, command, written);
        }
    }

    /** Sends a script unless the lane's connection has been sent it; returns whether it has now. */
    boolean loadAhead(Lane lane, ScriptDigest script) {
        LoadedScripts loaded = lane.scripts();
        if (loaded == null) {
            return false;
        }
        int epoch = memory.epoch();
        if (loaded.has(script, epoch)) {
            return true;
        }
        byte[] body = memory.call(script);
        if (body == null) {
            seen.forget();
            return false;
        }
        loaded.add(script, epoch);
        ByteBuf encoded = allocator.buffer();
        try {
            CommandEncoder.encode(encoded, SCRIPT, LOAD, body);
            lane.sendAhead(
                    encoded,
                    encoded.readerIndex(),
                    encoded.readableBytes(),
                    new Loading(memory, loaded, script),
                    0,
                    loadCommand);
        } finally {
            encoded.release();
        }
        return true;
    }

    /** The shard did not know a script that it has been sent; whether it makes sense to send it again. */
    boolean isMissing(Lane lane, ScriptDigest script) {
        LoadedScripts loaded = lane.scripts();
        if (loaded != null) {
            loaded.remove(script);
        }
        return loaded != null && memory.knows(script);
    }

    static boolean startsWith(ByteBuf in, int start, int length, byte[] text) {
        if (length < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (in.getByte(start + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** Waits for the reply to SCRIPT LOAD, which is for nobody but us. */
    private record Loading(ScriptMemory memory, LoadedScripts loaded, ScriptDigest script) implements WholeReplySink {
        @Override
        public void reply(long ticket, ByteBuf in, int start, int length) {
            if (in.getByte(start) == '-') {
                loaded.remove(script);
                if (startsWith(in, start, length, NOT_COMPILED)) {
                    memory.forget(script);
                }
            }
        }

        @Override
        public void failed(long ticket, Failure failure) {
            // The call behind it fails likewise, and tells its client.
        }
    }
}

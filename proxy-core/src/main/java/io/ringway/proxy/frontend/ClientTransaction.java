// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.cache.Written;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.plan.Plan;
import io.ringway.proxy.script.ScriptDigest;
import io.ringway.resp.CommandFrame;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one client has queued between MULTI and EXEC. Confined to the client's event loop. */
final class ClientTransaction {
    private static final Logger log = LoggerFactory.getLogger(ClientTransaction.class);

    private final ClientConnection client;
    private final ClientMemory memory;
    /** Null until there is something. */
    private @Nullable QueuedCommands queued;

    ClientTransaction(ClientConnection client, ClientMemory memory) {
        this.client = client;
        this.memory = memory;
    }

    /** Keeps a command for EXEC, with the digest of the script that it calls, if any, and with what it may do. */
    void queue(
            Plan.Queue plan, CommandFrame frame, @Nullable ScriptDigest script, Written written, boolean replicates) {
        QueuedCommands all = queued;
        long before = 0;
        if (all == null) {
            all = new QueuedCommands(client.allocator());
            queued = all;
        } else {
            before = all.bytes();
        }
        all.add(plan, frame, script, written, replicates);
        client.record().queued(all.count(), all.bytes());
        if (all.bytes() > client.loop().limits().clientQueryBytes()) {
            log.warn(
                    "client closed: transaction too large client={} bytes={}",
                    client.record().address(),
                    all.bytes());
            client.close();
        }
        if (memory.queued(all.bytes() - before)) {
            client.charge();
        }
    }

    /** What is queued, which is the caller's now. */
    QueuedCommands take() {
        QueuedCommands all = queued;
        queued = null;
        client.record().queued(0, 0);
        if (all == null) {
            return new QueuedCommands(client.allocator());
        }
        memory.queued(-all.bytes());
        return all;
    }

    /** Calls back with each queued command, and its row, in order. */
    void forEach(BiConsumer<CommandSpec, CommandFrame> each) {
        if (queued != null) {
            queued.forEach(each);
        }
    }

    /**
     * Whether EXEC would carry out something that may write.
     *
     * @param exempt functions that do not
     */
    boolean mayReplicate(Predicate<String> exempt) {
        QueuedCommands all = queued;
        return all != null && all.mayReplicate(exempt);
    }

    void discard() {
        if (queued != null) {
            take().release();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a class of tests whose tests or proxies have lost a buffer, that is, never released it. The build has it look behind
 * every class of tests on real servers; once for each class, because a look takes a full garbage collection.
 */
public final class LeakCheck implements BeforeAllCallback {
    /** What was found and not told yet: where a lost buffer came from. Netty tells of one place once only. */
    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    /** The last references are put in their queues a moment after the collection has ended. */
    private static final int COLLECTIONS = 2;

    static {
        ByteBufUtil.setLeakListener((type, records) -> FOUND.add(type + records));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        // Behind all else, even what the class has closed automatically.
        AutoCloseable look = () -> check(context.getDisplayName());
        context.getStore(ExtensionContext.Namespace.create(LeakCheck.class)).put("look", look);
    }

    /** Fails where a buffer that nothing refers to any more was not released. */
    static void check(String who) throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            collectGarbage();
            // Netty looks for lost buffers when it is asked for another one.
            ByteBufAllocator.DEFAULT.directBuffer(1).release();
        }
        StringBuilder places = new StringBuilder();
        for (String place = FOUND.poll(); place != null; place = FOUND.poll()) {
            places.append(place).append('\n');
        }
        if (!places.isEmpty()) {
            throw new AssertionError(who + " has lost buffers:\n" + places);
        }
    }

    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        PhantomReference<Object> marker = new PhantomReference<>(new Object(), collected);
        do {
            System.gc();
        } while (collected.remove(10) != marker);
    }
}

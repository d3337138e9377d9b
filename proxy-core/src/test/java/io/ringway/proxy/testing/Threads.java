// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Some threads that do the same at the same time. */
public final class Threads {
    private static final int PATIENCE_SECONDS = 60;

    private Threads() {}

    /** What each thread does; they are numbered from 0. */
    public interface Task {
        void run(int thread) throws Exception;
    }

    /** Runs a task in so many threads at once, returns when all are done, and fails with what one failed with. */
    public static void run(int count, Task task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int thread = i;
                running.add(threads.submit(() -> {
                    task.run(thread);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}

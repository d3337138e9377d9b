// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.cli.embedded.EmbeddedShards;
import io.ringway.proxy.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The orderly end: first the proxy, which lets clients have the replies that are under way, then the servers behind it. Runs
 * once, on Ctrl-C, on SIGTERM, or when the proxy has ended by itself. Safe for use by any thread.
 */
final class Shutdown implements Runnable {
    private final Proxy proxy;
    private final @Nullable EmbeddedShards embedded;
    private final AtomicBoolean begun = new AtomicBoolean();

    private Shutdown(Proxy proxy, @Nullable EmbeddedShards embedded) {
        this.proxy = proxy;
        this.embedded = embedded;
    }

    /** A shutdown that also runs when the process is told to stop, which then exits with 0. */
    static Shutdown onExit(Proxy proxy, @Nullable EmbeddedShards embedded) {
        Shutdown shutdown = new Shutdown(proxy, embedded);
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::exit, "shutdown"));
        return shutdown;
    }

    @Override
    public void run() {
        if (begun.compareAndSet(false, true)) {
            proxy.close();
            if (embedded != null) {
                embedded.close();
            }
        }
    }

    /** An orderly stop is a success, where the JVM would report the signal as a failure. */
    private void exit() {
        if (!begun.get()) {
            run();
            Runtime.getRuntime().halt(0);
        }
    }
}

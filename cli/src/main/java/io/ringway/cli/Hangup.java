// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signal HUP, which ends the process unless somebody takes it. Stateless. */
final class Hangup {
    private static final Logger log = LoggerFactory.getLogger(Hangup.class);
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private Hangup() {}

    /** Has this run each time that the signal comes. By reflection, as the JDK has a way, but none that compilers do not warn of. */
    static void take(Runnable action) {
        try {
            Class<?> signal = Class.forName(SIGNAL);
            Class<?> handler = Class.forName(HANDLER);
            Object taking = Proxy.newProxyInstance(
                    Hangup.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            Object hangup = signal.getConstructor(String.class).newInstance("HUP");
            Object before = signal.getMethod("handle", signal, handler).invoke(null, hangup, taking);
            if (before == handler.getField("SIG_IGN").get(null)) {
                log.info("SIGHUP is ignored, as whoever started the process wants, such as nohup");
            }
        } catch (ReflectiveOperationException e) {
            log.warn("SIGHUP ends the process, as this JVM does not let it be taken error={}", e.toString());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.proxy.ProxyStartException;
import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** What the user may do about a proxy that does not start. Stateless. */
final class StartAdvice {
    private StartAdvice() {}

    /** Completes the failure's message; empty where there is nothing to add. */
    static String of(ProxyStartException failure) {
        return inUse(failure.getCause()) ? "; choose another address with --listen or --admin" : "";
    }

    private static boolean inUse(@Nullable Throwable cause) {
        return cause instanceof BindException || String.valueOf(cause).contains("in use");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.reload;

import io.ringway.proxy.control.config.ProxyConfig;
import org.jspecify.annotations.Nullable;

/** The settings of a running proxy that can change. Used by one thread at a time. */
public interface LiveSettings {
    /** Why they cannot become these, in a sentence for the user; null where they can. */
    @Nullable
    String objection(ProxyConfig next);

    /** Goes over to these, which nothing was said against; they are in effect for everybody when this returns. */
    void apply(ProxyConfig next);
}

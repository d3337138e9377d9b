// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.reload;

import io.ringway.proxy.control.config.ConfigException;
import io.ringway.proxy.control.config.ProxyConfig;

/** Where the configuration comes from, as often as it is asked. Used by one thread at a time. */
@FunctionalInterface
public interface ConfigSource {
    /** The configuration as it is there now. */
    ProxyConfig read() throws ConfigException;
}

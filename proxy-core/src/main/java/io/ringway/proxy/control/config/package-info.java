// SPDX-License-Identifier: Apache-2.0
/**
 * What the user asked for: {@link io.ringway.proxy.control.config.ProxyConfig} as one immutable value, and the strict reader
 * that makes it of a YAML file. Imports neither Netty nor any other part of the proxy but the
 * command table.
 */
@NullMarked
package io.ringway.proxy.control.config;

import org.jspecify.annotations.NullMarked;

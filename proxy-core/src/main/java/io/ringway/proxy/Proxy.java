// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

/** A running proxy; the composition root. */
public final class Proxy {
    private Proxy() {}
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

/** A proxy could not be started; the message is one line for the user. */
public final class ProxyStartException extends Exception {
    private static final long serialVersionUID = 1L;

    public ProxyStartException(String message, Throwable cause) {
        super(message, cause);
    }

    public ProxyStartException(String message) {
        super(message);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli.embedded;

/** Embedded shards cannot run here; the message is one line for the user. */
public final class EmbeddedFailure extends Exception {
    private static final long serialVersionUID = 1L;

    EmbeddedFailure(String message) {
        super(message);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

/** A command cannot do what it was asked; the message is one line for the user. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        super(message);
    }
}

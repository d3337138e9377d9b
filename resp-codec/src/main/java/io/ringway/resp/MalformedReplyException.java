// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

/** Thrown by {@link RespDecoder} for bytes that are not one complete reply. Immutable. */
public final class MalformedReplyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedReplyException(String message) {
        super(message);
    }

    MalformedReplyException(String message, Throwable cause) {
        super(message, cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.backend;

/** A place in the line for a permit. */
@FunctionalInterface
interface PermitRequest {
    /** The permit is yours. Called on the thread that gave it back. */
    void granted();
}

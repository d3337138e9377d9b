// SPDX-License-Identifier: Apache-2.0
/**
 * Reads what clients have sent to a server, from lists, files and {@code MONITOR}, to tell what Ringway would do with it. Used by
 * the command line alone.
 */
@NullMarked
package io.ringway.proxy.compat;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The clients' side. {@link io.ringway.proxy.frontend.Listener} accepts; {@link io.ringway.proxy.frontend.ClientConnection}
 * reads commands, has them planned and carries the plans out; {@link io.ringway.proxy.frontend.ReplyQueue} lets replies leave
 * in the order of the commands.
 */
@NullMarked
package io.ringway.proxy.frontend;

import org.jspecify.annotations.NullMarked;

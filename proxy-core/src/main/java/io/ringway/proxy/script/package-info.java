// SPDX-License-Identifier: Apache-2.0
/**
 * What the proxy remembers of Lua scripts, so that {@code EVALSHA} finds its script on whatever shard it comes to: the bodies
 * in {@link io.ringway.proxy.script.ScriptMemory}, and which of them a connection has been sent in {@link
 * io.ringway.proxy.script.LoadedScripts}. Imports neither Netty nor the control plane.
 */
@NullMarked
package io.ringway.proxy.script;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Goes over to another configuration while the proxy runs: detect what differs, plan, apply, commit; or refuse, and then all is as
 * it was. Knows neither clients nor shards. Start with {@link io.ringway.proxy.control.reload.ConfigReloader}.
 */
@NullMarked
package io.ringway.proxy.control.reload;

import org.jspecify.annotations.NullMarked;

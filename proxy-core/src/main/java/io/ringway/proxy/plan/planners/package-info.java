// SPDX-License-Identifier: Apache-2.0
/**
 * One small planner for each command that is more than a row of the command table. Those that the proxy answers itself are
 * listed in {@link io.ringway.proxy.plan.planners.LocalPlanners}. Imports neither Netty nor the control plane.
 */
@NullMarked
package io.ringway.proxy.plan.planners;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * One small planner for each command that is more than a row of the command table. {@link ShardPlanners} finds each row's planner by the
 * word in the table's planner column: {@link KeyedPlanner} for most, {@link SplitPlanner} and {@link FanOutPlanner} for commands of
 * several shards. Those that the proxy answers itself are listed in {@link LocalPlanners}. What makes one reply of several is called
 * a merge. Imports neither Netty nor the control plane.
 */
@NullMarked
package io.ringway.proxy.plan.planners;

import org.jspecify.annotations.NullMarked;

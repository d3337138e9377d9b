// SPDX-License-Identifier: Apache-2.0
/**
 * What to do with a command: {@link io.ringway.proxy.plan.Planner} turns (command, session, shards) into a {@link
 * io.ringway.proxy.plan.Plan}, without clock, channel or lock. A refusal is a plan like any other. Special commands have a
 * small class each in {@code plan.planners}. Imports neither Netty nor the control plane.
 */
@NullMarked
package io.ringway.proxy.plan;

import org.jspecify.annotations.NullMarked;

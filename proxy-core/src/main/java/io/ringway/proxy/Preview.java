// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import io.ringway.proxy.plan.Explained;

/**
 * What would become of one command.
 *
 * @param command what it is called, such as {@code CONFIG GET}
 * @param example its name and keys, in one line of printable characters; never a value
 * @param explained what would be done
 */
public record Preview(String command, String example, Explained explained) {}

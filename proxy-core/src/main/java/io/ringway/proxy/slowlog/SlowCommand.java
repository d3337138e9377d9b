// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.slowlog;

import java.util.List;

/**
 * An entry of the slow log. Immutable.
 *
 * @param id counts from 0, also over resets
 * @param second of the entry, since 1970
 * @param micros how long the client waited: in the proxy's queues, for the shard, and for the command's other pieces
 * @param arguments as SLOWLOG shows them
 * @param address the client's
 * @param name the client's name, or empty
 */
public record SlowCommand(long id, long second, long micros, List<byte[]> arguments, String address, String name) {
    public SlowCommand {
        arguments = List.copyOf(arguments);
    }
}

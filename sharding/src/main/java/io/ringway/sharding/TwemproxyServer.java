// SPDX-License-Identifier: Apache-2.0
package io.ringway.sharding;

/**
 * A server as twemproxy's configuration writes it: {@code host:port:weight} and perhaps a name. Immutable.
 *
 * @param host host name or address, exactly as written, since the ring is made from the text
 * @param port from 1 to 65535
 * @param weight as in {@link WeightedShard}
 * @param ringName the text that stands for the server on the ring: its name if it has one, else {@code host:port}, else
 *     for port 11211 the host alone, which twemproxy took over from libmemcached
 */
public record TwemproxyServer(String host, int port, int weight, String ringName) {
    private static final int PORT_LEFT_OUT = 11211;
    private static final int MAX_PORT = 65_535;

    /** Reads a line such as {@code 127.0.0.1:6379:1 alpha}. */
    public static TwemproxyServer parse(String line) {
        int space = line.lastIndexOf(' ');
        String address = space < 0 ? line : line.substring(0, space);
        int weightColon = address.lastIndexOf(':');
        int portColon = address.lastIndexOf(':', weightColon - 1);
        if (portColon < 1 || line.startsWith("/")) {
            throw new IllegalArgumentException("expected \"host:port:weight\" or \"host:port:weight name\", not \""
                    + line + "\"" + (line.startsWith("/") ? " (unix sockets are not supported)" : ""));
        }
        String host = address.substring(0, portColon);
        int port = number("port", address.substring(portColon + 1, weightColon), MAX_PORT, line);
        int weight = number("weight", address.substring(weightColon + 1), WeightedShard.MAX_WEIGHT, line);
        String unnamed = port == PORT_LEFT_OUT ? host : address.substring(0, weightColon);
        return new TwemproxyServer(host, port, weight, space < 0 ? unnamed : line.substring(space + 1));
    }

    /** The shard that gets the keys which twemproxy gives this server. */
    public WeightedShard shard() {
        return new WeightedShard(ringName, weight);
    }

    private static int number(String what, String digits, int max, String line) {
        int value = digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : 0;
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(
                    what + " \"" + digits + "\" in \"" + line + "\" must be a number from 1 to " + max);
        }
        return value;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

/**
 * What a client may send; checked before anything is allocated. Immutable.
 *
 * @param maxBulkBytes longest argument in bytes (Redis: proto-max-bulk-len, 512 MiB)
 * @param maxArguments most arguments of one command, its name included (Redis: 2<sup>20</sup> up to 6.2, since then 2<sup>31</sup> - 1)
 * @param maxInlineBytes longest inline command or header line in bytes (Redis: 64 KiB)
 * @param authenticated whether the client may send more than it takes to authenticate
 */
public record ProtocolLimits(int maxBulkBytes, int maxArguments, int maxInlineBytes, boolean authenticated) {
    /** Most arguments that Redis takes from a client that has yet to authenticate. */
    static final int UNAUTHENTICATED_ARGUMENTS = 10;
    /** Longest argument that Redis takes from a client that has yet to authenticate. */
    static final int UNAUTHENTICATED_BULK_BYTES = 16 << 10;

    /** Redis' defaults, for a client that has authenticated or need not. */
    public static final ProtocolLimits DEFAULT = new ProtocolLimits(512 << 20, 1 << 20, 64 << 10, true);

    /** Redis' defaults, for a client that has yet to authenticate. */
    public static final ProtocolLimits UNAUTHENTICATED = DEFAULT.beforeAuthentication();

    /** These limits for a client that has yet to authenticate. */
    public ProtocolLimits beforeAuthentication() {
        return new ProtocolLimits(maxBulkBytes, maxArguments, maxInlineBytes, false);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.resp;

/**
 * What a client may send; checked before anything is allocated.
 *
 * @param maxBulkBytes longest argument in bytes (Redis: proto-max-bulk-len, 512 MiB)
 * @param maxArguments most arguments of one command, its name included
 * @param maxInlineBytes longest inline command or header line in bytes (Redis: 64 KiB)
 */
public record ProtocolLimits(int maxBulkBytes, int maxArguments, int maxInlineBytes) {
    /** What Redis allows by default. */
    public static final ProtocolLimits DEFAULT = new ProtocolLimits(512 << 20, 1 << 20, 64 << 10);

    /** What Redis allows a client that has yet to authenticate. */
    public static final ProtocolLimits UNAUTHENTICATED = new ProtocolLimits(16 << 10, 10, 64 << 10);
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.testing;

import java.time.Duration;

/** What a {@link FaultLink} does to the bytes of one direction. Immutable. */
public sealed interface Fault {
    /** Passes bytes on as they come. */
    Fault NONE = new None();

    /** Reads and forgets everything; nothing arrives and nobody is told. */
    Fault BLACK_HOLE = new BlackHole();

    /** Does not even read, so that the sender's buffers fill. */
    Fault STALL = new Stall();

    record None() implements Fault {}

    record BlackHole() implements Fault {}

    record Stall() implements Fault {}

    /** Holds each chunk back for a while. */
    record Delay(Duration each) implements Fault {}

    /** Passes so many bytes at a time, with a pause after each. */
    record Drip(int bytes, Duration pause) implements Fault {}

    /** Passes so many bytes of each connection, then closes it orderly or by reset. */
    record Cut(long afterBytes, boolean reset) implements Fault {}

    /** Sends these bytes in place of the first that come. */
    @SuppressWarnings("ArrayRecordComponent") // only ever written to a socket
    record Garbage(byte[] bytes) implements Fault {}
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;

/** Where the process starts. */
public final class Main {
    private Main() {}

    /** Exits with 0 when all went well, 1 when it did not, 2 when the command line is wrong. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        System.exit(RingwayCommand.run(out, err, args));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this build and of what it runs on. Stateless. */
final class Version implements IVersionProvider {
    /** The version alone. */
    static String number() {
        return io.ringway.proxy.Version.text();
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "Ringway " + number(),
            "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}

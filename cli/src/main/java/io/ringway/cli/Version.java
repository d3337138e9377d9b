// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this build and of what it runs on. Stateless. */
final class Version implements IVersionProvider {
    /** The version alone; {@code dev} when not run from the packaged jar. */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "Ringway " + number(),
            "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A password that is in the file, or in a file of its own. Stateless. */
final class SecretReader {
    private static final Setting<String> PASSWORD = Setting.of(
            "password", ValueType.ANY_TEXT, "", "none", "The password itself. Quote it if it has special characters.");

    private static final Setting<String> PASSWORD_FILE = Setting.of(
            "password-file",
            ValueType.ANY_TEXT,
            "",
            "none",
            "Instead of `password`: a file that holds it. Relative to this file; the last line end is not part of it.");

    private SecretReader() {}

    static Secret read(Section section) {
        String inline = section.get(PASSWORD);
        String file = section.get(PASSWORD_FILE);
        if (inline.isEmpty() && !file.isEmpty()) {
            return fromFile(section, file);
        }
        if (!file.isEmpty()) {
            section.problem(PASSWORD_FILE.key(), "give 'password' or 'password-file', not both");
        }
        return new Secret(inline);
    }

    static Secret readRequired(Section section) {
        Secret secret = read(section);
        if (!section.has(PASSWORD.key()) && !section.has(PASSWORD_FILE.key())) {
            section.problem(PASSWORD.key(), "missing key 'password' or 'password-file'");
        }
        return secret;
    }

    private static Secret fromFile(Section section, String name) {
        Path file = section.directory().resolve(name);
        try {
            String text = Files.readString(file).replaceFirst("\\R\\z", "");
            if (text.isEmpty()) {
                section.problem(PASSWORD_FILE.key(), "'" + file + "' is empty");
            }
            return new Secret(text);
        } catch (IOException e) {
            String reason = Files.exists(file) ? "cannot be read" : "does not exist";
            section.problem(PASSWORD_FILE.key(), "'" + file + "' " + reason);
            return Secret.NONE;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads the configuration file: YAML 1.2, where a key that nobody knows is an error and all errors are told at once. The
 * keys are in {@link ProxyReader} and the readers that it calls. Stateless.
 */
public final class ConfigFile {
    private ConfigFile() {}

    /** Reads a file. Relative file names within it start at its directory. */
    public static ProxyConfig read(Path file) throws ConfigException {
        Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of(""));
        Reading reading = new Reading(file.toString(), directory);
        String text = "";
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            reading.problems().inFile("no such file");
        } catch (CharacterCodingException e) {
            reading.problems().inFile("not a text in UTF-8");
        } catch (IOException e) {
            reading.problems().inFile(Files.isDirectory(file) ? "is a directory" : "cannot be read: " + e.getMessage());
        }
        reading.problems().throwIfAny();
        return read(reading, text);
    }

    static ProxyConfig read(Reading reading, String text) throws ConfigException {
        Node root = compose(reading, text);
        reading.problems().throwIfAny();
        ProxyConfig config = Section.read(reading, "", root, ProxyReader::read);
        reading.problems().throwIfAny();
        return config;
    }

    private static Node compose(Reading reading, String text) {
        try {
            return new Compose(
                            LoadSettings.builder().setAllowNonScalarKeys(true).build())
                    .composeString(text)
                    .orElseGet(ConfigFile::nothing);
        } catch (MarkedYamlEngineException e) {
            String problem = "bad YAML: " + e.getProblem();
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            mark.ifPresentOrElse(
                    at -> reading.problems().at(at, problem),
                    () -> reading.problems().inFile(problem));
        } catch (YamlEngineException e) {
            reading.problems().inFile("bad YAML: " + e.getMessage());
        }
        return nothing();
    }

    private static Node nothing() {
        return new ScalarNode(Tag.NULL, "", ScalarStyle.PLAIN);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Writes {@code commands.tsv} and {@code command-docs.resp.gz} anew from running servers. Not a test by default, so it is run by
 * name: {@code mvn -pl proxy-core -am test -Dtest=CommandTableGeneration -Dsurefire.failIfNoSpecifiedTests=false
 * -Dringway.servers=127.0.0.1:6379,127.0.0.1:6380}. Where several servers know a command, the first one's word is taken, so name
 * the one whose errors and replies are the reference first. Our own columns, planner, repeatable and cacheable, are kept; rows that are new
 * have none, so their commands are refused until someone decides what becomes of them.
 */
@EnabledIfSystemProperty(named = "ringway.servers", matches = ".+")
final class CommandTableGeneration {
    private static final Path RESOURCES = Path.of("src/main/resources/io/ringway/proxy/command");

    @Test
    void writesTheTableAnew() throws IOException {
        Map<String, CommandSpec> ours = new TreeMap<>();
        Path table = RESOURCES.resolve("commands.tsv");
        if (Files.exists(table)) {
            CommandTableText.parse(Files.readString(table), 0).forEach(row -> ours.put(row.name(), row));
        }
        Map<String, CommandSpec> rows = new TreeMap<>();
        for (String server : System.getProperty("ringway.servers").split(",", -1)) {
            for (CommandSpec row : ServerCommands.read(server)) {
                CommandSpec old = ours.getOrDefault(row.name(), row);
                rows.putIfAbsent(row.name(), ServerCommands.withOurColumns(row, 0, old));
            }
        }
        Files.writeString(table, CommandTableText.format(rows.values()));
        String reference = System.getProperty("ringway.servers").split(",", -1)[0];
        writeCompressed(RESOURCES.resolve("command-docs.resp.gz"), RawReply.read(reference, "COMMAND", "DOCS"));
    }

    private static void writeCompressed(Path file, byte[] content) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content);
        }
    }
}

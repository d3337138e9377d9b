// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.command;

import io.ringway.resp.RespDecoder;
import io.ringway.resp.RespValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What Redis says of its own commands: the reply to {@code COMMAND DOCS} of the server that the command table was generated
 * from. Read when first asked for, since few clients ever ask. Immutable.
 */
public final class CommandDocs {
    private static final String RESOURCE = "command-docs.resp.gz";
    private static final String SUBCOMMANDS = "subcommands";

    private CommandDocs() {}

    /** Documentation of a command or {@code container|sub}; null where the server had none. */
    public static RespValue.@Nullable MapOf of(String name) {
        return Loaded.BY_NAME.get(name);
    }

    private static final class Loaded {
        static final Map<String, RespValue.MapOf> BY_NAME = load();

        private static Map<String, RespValue.MapOf> load() {
            try (InputStream in = CommandDocs.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("missing from the jar: " + RESOURCE);
                }
                Map<String, RespValue.MapOf> docs = new HashMap<>();
                collect(RespDecoder.decode(new GZIPInputStream(in).readAllBytes()), docs);
                return Map.copyOf(docs);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void collect(RespValue reply, Map<String, RespValue.MapOf> docs) {
            if (!(reply instanceof RespValue.MapOf map)) {
                return;
            }
            for (int i = 0; i < map.entries().size(); i += 2) {
                if (map.entries().get(i) instanceof RespValue.Bulk name
                        && map.entries().get(i + 1) instanceof RespValue.MapOf doc) {
                    docs.put(name.text(), doc);
                    collectSubcommands(doc, docs);
                }
            }
        }

        private static void collectSubcommands(RespValue.MapOf doc, Map<String, RespValue.MapOf> docs) {
            for (int i = 0; i < doc.entries().size(); i += 2) {
                if (doc.entries().get(i) instanceof RespValue.Bulk name
                        && name.text().equals(SUBCOMMANDS)) {
                    collect(doc.entries().get(i + 1), docs);
                }
            }
        }
    }
}

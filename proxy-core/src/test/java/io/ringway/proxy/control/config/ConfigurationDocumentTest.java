// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");
    private static final String BEGIN =
            "<!-- keys: made by ConfigurationDocumentTest; run it with -Dringway.docs=write to make it anew -->\n";
    private static final String END = "<!-- end of keys -->";

    @Test
    void theDocumentListsExactlyTheKeysThatAreRead() throws Exception {
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        String expected = text.substring(0, begin) + tables() + text.substring(end);

        if ("write".equals(System.getProperty("ringway.docs"))) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(expected);
    }

    private static String tables() throws ConfigException {
        Map<String, StringBuilder> bySection = new LinkedHashMap<>();
        for (KeyReference key : allKeys()) {
            int dot = key.path().lastIndexOf('.');
            bySection
                    .computeIfAbsent(dot < 0 ? "" : key.path().substring(0, dot), ConfigurationDocumentTest::head)
                    .append(row(key));
        }
        return String.join("", bySection.values()) + "\n";
    }

    /** What the reader asks for when every section is there. */
    private static Set<KeyReference> allKeys() throws ConfigException {
        Reading reading = new Reading("sample", Path.of(""));
        ConfigFile.read(reading, """
                users: {u: {password: p}}
                cache: {rules: [{prefix: p}]}
                stores: {s: {shards: [{name: a, address: 'h:1'}], placement: {rules: [{prefix: p, shard: a}]}}}
                """);
        return new LinkedHashSet<>(reading.keys());
    }

    private static StringBuilder head(String section) {
        String title = section.isEmpty() ? "The top level" : "`" + section + "`";
        return new StringBuilder("\n### " + title + "\n\n| Key | Value | Default | Meaning |\n|---|---|---|---|\n");
    }

    private static String row(KeyReference key) {
        Setting<?> setting = key.setting();
        String shown = setting.isRequired() ? "" : "`" + setting.shownDefault() + "`";
        String plain = shown.contains(" ") || shown.equals("`none`") ? shown.replace("`", "") : shown;
        return "| `" + setting.key() + "` | " + setting.type().description() + " | " + plain + " | " + setting.meaning()
                + " |\n";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of the file, read key by key. Whatever is wrong goes to the {@link Reading}'s problems and reading goes on with a
 * stand-in. The keys that were asked for are the keys there are: any other one in the file is unknown. Confined to the thread
 * that reads.
 */
final class Section {
    private final Reading reading;
    private final String path;
    private final Node node;
    /** The entries of the file by key; never shrinks. */
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    /** The keys asked for so far. */
    private final Set<String> known = new LinkedHashSet<>();

    private Section(Reading reading, String path, Node node) {
        this.reading = reading;
        this.path = path;
        this.node = node;
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::enter);
        } else if (!isNothing(node)) {
            reading.problems().at(node, name() + " must be a mapping of keys to values");
        }
    }

    /** Reads a mapping with {@code reader}, then reports the keys that it did not ask for. */
    static <T> T read(Reading reading, String path, Node node, Function<Section, T> reader) {
        Section section = new Section(reading, path, node);
        T value = reader.apply(section);
        section.entries.forEach((key, entry) -> {
            if (!section.known.contains(key)) {
                String hint = Suggestion.forWord(key, section.known);
                reading.problems().at(entry.getKeyNode(), "unknown key '" + key + "'" + hint);
            }
        });
        return value;
    }

    /** The value of a key, or its default. */
    <T> T get(Setting<T> setting) {
        known.add(setting.key());
        reading.keys().add(new KeyReference(path + setting.key(), setting));
        NodeTuple entry = entries.get(setting.key());
        if (entry == null) {
            if (setting.isRequired()) {
                missing(setting.key());
            }
            return setting.absent();
        }
        T value = parse(setting, entry.getValueNode());
        return value == null ? setting.absent() : value;
    }

    /** A list of values, each as the setting says, or none. */
    <T> List<T> values(Setting<T> setting) {
        known.add(setting.key());
        reading.keys().add(new KeyReference(path + setting.key(), setting));
        NodeTuple entry = entries.get(setting.key());
        List<T> values = new ArrayList<>();
        if (entry == null) {
            return values;
        }
        if (entry.getValueNode() instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                T value = parse(setting, item);
                if (value != null) {
                    values.add(value);
                }
            }
        } else {
            problem(
                    setting.key(),
                    "'" + setting.key() + "' must be " + setting.type().description());
        }
        return values;
    }

    /** A mapping within this one; where it is absent, {@code reader} gets an empty one. */
    <T> T section(String key, Function<Section, T> reader) {
        known.add(key);
        NodeTuple entry = entries.get(key);
        Node child = entry == null ? nothingAt(node) : entry.getValueNode();
        return read(reading, path + key + ".", child, reader);
    }

    /** A mapping of names of the user's choice to mappings, in the file's order. */
    <T> Map<String, T> named(String key, BiFunction<String, Section, T> reader) {
        known.add(key);
        NodeTuple entry = entries.get(key);
        Map<String, T> values = new LinkedHashMap<>();
        if (entry != null) {
            Section names = new Section(reading, path + key + ".", entry.getValueNode());
            names.entries.forEach((name, tuple) -> values.put(
                    name,
                    read(reading, names.path + "NAME.", tuple.getValueNode(), child -> reader.apply(name, child))));
        }
        return values;
    }

    /** A list of mappings, or none. */
    <T> List<T> optionalList(String key, Function<Section, T> reader) {
        known.add(key);
        return entries.containsKey(key) ? list(key, reader) : List.of();
    }

    /** A list of at least one mapping. */
    <T> List<T> list(String key, Function<Section, T> reader) {
        if (!has(key)) {
            missing(key);
        }
        return listIfAny(key, reader);
    }

    /** A list of at least one mapping, or no such key. */
    <T> List<T> listIfAny(String key, Function<Section, T> reader) {
        known.add(key);
        NodeTuple entry = entries.get(key);
        List<T> values = new ArrayList<>();
        if (entry == null) {
            return values;
        }
        if (entry.getValueNode() instanceof SequenceNode sequence) {
            if (sequence.getValue().isEmpty()) {
                reading.problems().at(sequence, "'" + key + "' must not be empty");
            }
            sequence.getValue().forEach(item -> values.add(read(reading, path + key + "[].", item, reader)));
        } else {
            reading.problems().at(entry.getValueNode(), "'" + key + "' must be a list, one '- ' for each item");
        }
        return values;
    }

    /** Whether nothing is wrong with the file as far as it has been read. */
    boolean isSoundSoFar() {
        return reading.problems().isEmpty();
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** Something is wrong with a key's value, or, where the key is absent, with the section. */
    void problem(String key, String text) {
        NodeTuple entry = entries.get(key);
        reading.problems().at(entry == null ? node : entry.getValueNode(), text);
    }

    /** Something is wrong with the key itself. */
    void problemWithKey(String key, String text) {
        NodeTuple entry = entries.get(key);
        reading.problems().at(entry == null ? node : entry.getKeyNode(), text);
    }

    /** Something is wrong with a key within the mapping at {@code key}. */
    void problemInside(String key, String inner, String text) {
        NodeTuple entry = entries.get(key);
        if (entry != null && entry.getValueNode() instanceof MappingNode mapping) {
            mapping.getValue().stream()
                    .map(NodeTuple::getKeyNode)
                    .filter(word -> word instanceof ScalarNode scalar
                            && scalar.getValue().equals(inner))
                    .forEach(word -> reading.problems().at(word, text));
        }
    }

    /** Something is wrong with a value of the list at {@code key}, in whatever case it is written. */
    void problemWithValue(String key, String value, String text) {
        NodeTuple entry = entries.get(key);
        if (entry != null && entry.getValueNode() instanceof SequenceNode sequence) {
            sequence.getValue().stream()
                    .filter(item -> item instanceof ScalarNode scalar
                            && scalar.getValue().equalsIgnoreCase(value))
                    .forEach(item -> reading.problems().at(item, text));
        }
    }

    /** The line of a key's value in the file, from 1. */
    int lineOf(String key) {
        NodeTuple entry = entries.get(key);
        Node at = entry == null ? node : entry.getValueNode();
        return at.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    /** Where relative file names start. */
    Path directory() {
        return reading.directory();
    }

    private <T> @Nullable T parse(Setting<T> setting, Node value) {
        if (isNothing(value)) {
            reading.problems().at(value, "'" + setting.key() + "' has no value");
            return null;
        }
        ValueType<T> type = setting.type();
        if (!(value instanceof ScalarNode scalar)) {
            reading.problems().at(value, "'" + setting.key() + "' must be " + type.description());
            return null;
        }
        T parsed = type.parser().parse(scalar.getValue());
        if (parsed == null) {
            String hint = Suggestion.forWord(scalar.getValue(), type.words());
            reading.problems()
                    .at(
                            value,
                            "'" + setting.key() + "' must be " + type.description() + ", not '" + scalar.getValue()
                                    + "'" + hint);
        }
        return parsed;
    }

    private void enter(NodeTuple entry) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            reading.problems().at(entry.getKeyNode(), "a key must be a word");
            return;
        }
        NodeTuple first = entries.putIfAbsent(key.getValue(), entry);
        if (first != null) {
            int line = first.getKeyNode()
                    .getStartMark()
                    .map(mark -> mark.getLine() + 1)
                    .orElse(0);
            reading.problems().at(key, "duplicate key '" + key.getValue() + "', first given in line " + line);
        }
    }

    private void missing(String key) {
        reading.problems().at(node, "missing key '" + key + "'");
    }

    /** What this mapping is called in texts. */
    private String name() {
        return path.isEmpty() ? "the file" : "'" + path.substring(0, path.length() - 1) + "'";
    }

    private static boolean isNothing(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    private static Node nothingAt(Node place) {
        return new ScalarNode(Tag.NULL, false, "", ScalarStyle.PLAIN, place.getStartMark(), place.getEndMark());
    }
}

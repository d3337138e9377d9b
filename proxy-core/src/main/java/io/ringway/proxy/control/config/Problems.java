// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects what is wrong with one file, so that all of it can be told at once. Confined to the thread that reads. */
final class Problems {
    private final String file;
    /** In the order of finding; never shrinks. */
    private final List<Problem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void at(Node node, String text) {
        node.getStartMark().ifPresentOrElse(mark -> at(mark, text), () -> inFile(text));
    }

    void at(Mark mark, String text) {
        found.add(new Problem(file, mark.getLine() + 1, mark.getColumn() + 1, text));
    }

    void inFile(String text) {
        found.add(new Problem(file, 0, 0, text));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    void throwIfAny() throws ConfigException {
        if (!found.isEmpty()) {
            throw new ConfigException(found.stream().sorted().distinct().toList());
        }
    }
}

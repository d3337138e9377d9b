// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.control.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration cannot be used; says everything that is wrong with it, one line each. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** At least one, ordered by position. */
    public List<Problem> problems() {
        return problems;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.plan.Plan;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.RespValue;
import java.util.ArrayList;
import java.util.List;

/** The texts that local commands answer with, in one place; Redis' own wherever Redis has one. Stateless. */
final class Texts {
    static final Plan OK = new Plan.Answer(RespValue.OK);
    static final Plan SYNTAX_ERROR = Plan.Answer.error("ERR syntax error");
    static final Plan NOT_A_NUMBER = Plan.Answer.error("ERR value is not an integer or out of range");
    static final String WRONG_PASSWORD = "WRONGPASS invalid username-password pair or user is disabled.";
    static final String INVALID_CLIENT_NAME = "ERR Client names cannot contain spaces, newlines or special characters.";

    private Texts() {}

    /** An argument as Redis shows it in an error: up to a NUL, in one line. */
    static String shown(CommandFrame command, int argument) {
        String text = new RespValue.Bulk(command.arg(argument)).text();
        int nul = text.indexOf(0);
        return (nul < 0 ? text : text.substring(0, nul)).replace('\r', ' ').replace('\n', ' ');
    }

    static Plan wrongArgumentCount(String command) {
        return Plan.Answer.error("ERR wrong number of arguments for '" + command + "' command");
    }

    /** The reply to a {@code HELP} subcommand. */
    static Plan help(String command, String... lines) {
        List<RespValue> text = new ArrayList<>();
        text.add(new RespValue.SimpleString(command + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"));
        for (String line : lines) {
            text.add(new RespValue.SimpleString(line));
        }
        text.add(new RespValue.SimpleString("HELP"));
        text.add(new RespValue.SimpleString("    Prints this help."));
        return new Plan.Answer(new RespValue.Array(text));
    }
}

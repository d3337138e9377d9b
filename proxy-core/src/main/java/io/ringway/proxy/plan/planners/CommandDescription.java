// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.KeySpec;
import io.ringway.resp.RespValue;
import java.util.Collection;
import java.util.List;

/** One row of the command table as COMMAND and COMMAND INFO show it. Stateless. */
final class CommandDescription {
    private CommandDescription() {}

    static RespValue of(CommandSpec row, OfferedCommands offered) {
        KeyRange keys = KeyRange.of(row.keySpecs());
        return RespValue.array(
                RespValue.bulk(row.name()),
                RespValue.integer(row.arity()),
                words(row.flags()),
                RespValue.integer(keys.first()),
                RespValue.integer(keys.last()),
                RespValue.integer(keys.step()),
                words(row.aclCategories()),
                new RespValue.SetOf(row.tips().stream().map(RespValue::bulk).toList()),
                new RespValue.SetOf(
                        row.keySpecs().stream().map(CommandDescription::keySpec).toList()),
                subcommands(row, offered));
    }

    /** In RESP3 an array, but an empty set where there are none: that is how Redis has it. */
    private static RespValue subcommands(CommandSpec container, OfferedCommands offered) {
        List<RespValue> descriptions = offered.subcommandsOf(container).stream()
                .map(subcommand -> of(subcommand, offered))
                .toList();
        return descriptions.isEmpty() ? new RespValue.SetOf(descriptions) : new RespValue.Array(descriptions);
    }

    static RespValue words(Collection<String> words) {
        return new RespValue.SetOf(
                words.stream().<RespValue>map(RespValue.SimpleString::new).toList());
    }

    private static RespValue keySpec(KeySpec spec) {
        return map(
                RespValue.bulk("flags"),
                words(spec.flags()),
                RespValue.bulk("begin_search"),
                begin(spec.begin()),
                RespValue.bulk("find_keys"),
                find(spec.find()));
    }

    private static RespValue begin(KeySpec.Begin begin) {
        if (begin instanceof KeySpec.AtIndex at) {
            return typed("index", number("index", at.index()));
        }
        if (begin instanceof KeySpec.AtKeyword at) {
            return typed(
                    "keyword",
                    map(
                            RespValue.bulk("keyword"),
                            RespValue.bulk(at.keyword()),
                            RespValue.bulk("startfrom"),
                            RespValue.integer(at.from())));
        }
        return typed("unknown", map());
    }

    private static RespValue find(KeySpec.Find find) {
        if (find instanceof KeySpec.Range range) {
            return typed(
                    "range",
                    map(
                            RespValue.bulk("lastkey"),
                            RespValue.integer(range.last()),
                            RespValue.bulk("keystep"),
                            RespValue.integer(range.step()),
                            RespValue.bulk("limit"),
                            RespValue.integer(range.limit())));
        }
        if (find instanceof KeySpec.KeyNum keys) {
            return typed(
                    "keynum",
                    map(
                            RespValue.bulk("keynumidx"),
                            RespValue.integer(keys.numKeysAt()),
                            RespValue.bulk("firstkey"),
                            RespValue.integer(keys.firstKey()),
                            RespValue.bulk("keystep"),
                            RespValue.integer(keys.step())));
        }
        return typed("unknown", map());
    }

    private static RespValue typed(String type, RespValue spec) {
        return map(RespValue.bulk("type"), RespValue.bulk(type), RespValue.bulk("spec"), spec);
    }

    private static RespValue number(String name, int value) {
        return map(RespValue.bulk(name), RespValue.integer(value));
    }

    private static RespValue map(RespValue... entries) {
        return new RespValue.MapOf(List.of(entries));
    }
}

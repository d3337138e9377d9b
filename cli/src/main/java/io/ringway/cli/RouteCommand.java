// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli;

import io.ringway.proxy.control.config.ConfigException;
import io.ringway.proxy.control.config.ShardConfig;
import io.ringway.proxy.control.config.StoreConfig;
import io.ringway.sharding.Explanation;
import io.ringway.sharding.Placement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringway route}: says where keys live and why. Confined to one thread. */
@Command(name = "route", description = "Tell which shard keys live on, and why.")
final class RouteCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = {"-n", "--database"},
            paramLabel = "N",
            description = "The database of the keys (default: 0). It matters where placement rules name databases.")
    private int database;

    @Parameters(arity = "1..*", paramLabel = "KEY", description = "Keys, as clients send them.")
    private List<String> keys = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws ConfigException, CommandFailure {
        StoreConfig store = config.read().store();
        if (database < 0 || database >= store.databases()) {
            throw new CommandFailure(
                    "there is no database " + database + "; there are " + store.databases() + ", numbered from 0");
        }
        Placement placement = store.placementIn(database);
        Columns table = new Columns("KEY", "SHARD", "ENDPOINT", "WHY");
        for (String key : keys) {
            Explanation explanation = placement.explain(key.getBytes(StandardCharsets.UTF_8));
            ShardConfig shard = store.shards().get(explanation.shard());
            table.row(key, shard.name(), shard.endpoint(), explanation.text());
        }
        table.print(spec.commandLine().getOut());
        return 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.plan.planners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class InfoTextTest {
    @Test
    void additiveFieldsAreSummedAndOthersAreNot() {
        assertMerged("""
                # Server
                redis_version:7.0.15
                uptime_in_seconds:20

                # Clients
                connected_clients:3
                client_recent_max_input_buffer:20480

                # Stats
                total_commands_processed:100
                instantaneous_input_kbps:0.32
                expired_stale_perc:0.10

                # CPU
                used_cpu_sys:0.027625
                """, """
                # Server
                redis_version:7.2.0
                uptime_in_seconds:10

                # Clients
                connected_clients:4
                client_recent_max_input_buffer:40960

                # Stats
                total_commands_processed:11
                instantaneous_input_kbps:1.70
                expired_stale_perc:0.40

                # CPU
                used_cpu_sys:0.100000
                """, """
                # Server
                redis_version:7.0.15
                uptime_in_seconds:20

                # Clients
                connected_clients:7
                client_recent_max_input_buffer:40960

                # Stats
                total_commands_processed:111
                instantaneous_input_kbps:2.02
                expired_stale_perc:0.40

                # CPU
                used_cpu_sys:0.127625
                """);
    }

    @Test
    void memoryForPeopleFitsTheSum() {
        assertMerged("""
                # Memory
                used_memory:1048576
                used_memory_human:1.00M
                used_memory_peak_perc:98.33%
                mem_fragmentation_ratio:1.50
                maxmemory:0
                maxmemory_human:0B
                maxmemory_policy:noeviction
                """, """
                # Memory
                used_memory:524288
                used_memory_human:512.00K
                used_memory_peak_perc:99.00%
                mem_fragmentation_ratio:1.20
                maxmemory:1024
                maxmemory_human:1.00K
                maxmemory_policy:noeviction
                """, """
                # Memory
                used_memory:1572864
                used_memory_human:1.50M
                used_memory_peak_perc:99.00%
                mem_fragmentation_ratio:1.50
                maxmemory:0
                maxmemory_human:0B
                maxmemory_policy:noeviction
                """);
    }

    @Test
    void aStoreLoadsWhenAllItsShardsDo() {
        assertMerged("""
                # Persistence
                loading:1
                rdb_last_save_time:1000
                rdb_last_bgsave_status:ok
                rdb_last_bgsave_time_sec:-1
                loading_eta_seconds:3
                """, """
                # Persistence
                loading:0
                rdb_last_save_time:900
                rdb_last_bgsave_status:err
                rdb_last_bgsave_time_sec:2
                """, """
                # Persistence
                loading:0
                rdb_last_save_time:900
                rdb_last_bgsave_status:err
                rdb_last_bgsave_time_sec:2
                loading_eta_seconds:3
                """);
    }

    @Test
    void databasesAreSummedInOrder() {
        assertMerged("""
                # Keyspace
                db0:keys=3,expires=1,avg_ttl=1000
                db10:keys=1,expires=0,avg_ttl=0
                """, """
                # Keyspace
                db0:keys=7,expires=3,avg_ttl=2000
                db2:keys=5,expires=5,avg_ttl=50
                """, """
                # Keyspace
                db0:keys=10,expires=4,avg_ttl=1750
                db2:keys=5,expires=5,avg_ttl=50
                db10:keys=1,expires=0,avg_ttl=0
                """);
    }

    @Test
    void commandStatisticsAreSummedAndAveragedAnew() {
        assertMerged("""
                # Commandstats
                cmdstat_get:calls=2,usec=17,usec_per_call=8.50,rejected_calls=0,failed_calls=1

                # Errorstats
                errorstat_ERR:count=2

                # Latencystats
                latency_percentiles_usec_get:p50=8.031,p99=9.023
                """, """
                # Commandstats
                cmdstat_get:calls=1,usec=3,usec_per_call=3.00,rejected_calls=5,failed_calls=1
                cmdstat_set:calls=1,usec=3,usec_per_call=3.00,rejected_calls=0,failed_calls=0

                # Errorstats
                errorstat_ERR:count=3

                # Latencystats
                latency_percentiles_usec_get:p50=3.007,p99=20.223
                """, """
                # Commandstats
                cmdstat_get:calls=3,usec=20,usec_per_call=6.67,rejected_calls=5,failed_calls=2
                cmdstat_set:calls=1,usec=3,usec_per_call=3.00,rejected_calls=0,failed_calls=0

                # Errorstats
                errorstat_ERR:count=5

                # Latencystats
                latency_percentiles_usec_get:p50=8.031,p99=20.223
                """);
    }

    @Test
    void sectionsNobodyKnowsAreTheFirstServers() {
        assertMerged("# Mine\nx:1\n", "# Mine\nx:2\n\n# Yours\ny:3\n", "# Mine\nx:1\n\n# Yours\ny:3\n");
    }

    private static void assertMerged(String one, String other, String merged) {
        assertThat(InfoText.merge(List.of(wire(one), wire(other)))).isEqualTo(wire(merged));
    }

    private static String wire(String text) {
        return text.replace("\n", "\r\n");
    }
}

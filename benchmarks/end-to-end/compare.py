#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares Redis proxies on one machine: Ringway, nutcracker and others, and Redis without a proxy, before the same shards.

Every workload is measured in turn on every target (A B C, then C B A, ...), so that a noisy moment hits all of them, and the
medians are compared. Absolute figures belong to the machine; ratios within one run are what to quote.

  benchmarks/compare                               all workloads: direct, ringway, nutcracker
  benchmarks/compare --workloads p1get,p16get --repetitions 3 --warm 10
  benchmarks/compare --targets direct,ringway,ringway-uring,nutcracker   with io_uring too
  benchmarks/compare --targets direct,ringway,ringway-cached --reference ringway --shards 1 \\
                     --workloads hit1,hit16,hit64,p16set,zipf16,cold16       what the cache gains and costs
  benchmarks/compare --do shards,connections,idle  how cost grows with shards and clients, and what an idle client takes
  benchmarks/compare --do blocked --targets ringway   what clients take that wait in BLPOP, 9,500 of them
  benchmarks/compare --do transactions             what MULTI and EXEC cost, beside the same number of plain commands
  benchmarks/compare --command 'ringway=java -jar ringway.jar serve --listen 127.0.0.1:{port} --shards {shards}'
  benchmarks/compare --targets direct,ringway,other --command 'other=other-proxy --port {port} --servers {shards}'

Cores: the least noisy arrangement is proxy, shards and load on one core, because nothing then depends on where the kernel
wakes whom; requests/s is then one over the CPU of the whole chain. Large values and the open loop get two cores, the proxy
alone on one. --cores 1, 2 or all overrides that.

Needs Python 3.11, gcc, taskset, redis-server, redis-benchmark, and nutcracker for that target."""
import argparse
import dataclasses
import datetime
import os
import resource
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

import blocks
import processes
import report
from targets import ROOT, Stage
from workloads import DEFAULT, WORKLOADS, Load, LoadFailed

SHARD_STEPS = [1, 2, 4, 8, 16, 32, 64]
CONNECTION_STEPS = [50, 500, 1_000, 2_000, 5_000]
IDLE_CLIENTS = 5_000
# Each has a connection on either side of the proxy, and a process may often have no more than 20,000.
BLOCKED_CLIENTS = 9_500
SETTLING_SECONDS = 3
BLOCK_CONNECTIONS = 20
BLOCKS = 20_000


class Options(argparse.Namespace):
    """The command line."""

    def cores_for(self, wanted):
        """How many cores to use for something that wants so many; 0 for no pinning."""
        return {"1": 1, "2": 2, "all": 0}.get(self.cores, min(wanted, os.cpu_count() or 1))

    def load_cpus(self, wanted):
        """Cores of the load and the shards, as taskset takes them."""
        return None if self.cores_for(wanted) == 0 else "1" if (os.cpu_count() or 1) > 1 else "0"

    def proxy_cpus(self, wanted):
        """Cores of the proxy: those of the load, or one of its own."""
        return "0" if self.cores_for(wanted) == 2 else self.load_cpus(wanted)


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--do", default="workloads", help="any of workloads,shards,connections,idle,blocked,transactions (default: workloads)")
    parser.add_argument("--targets", default="direct,ringway,nutcracker", help="in the order of the tables (default: %(default)s)")
    parser.add_argument("--command", action="append", default=[], metavar="NAME=COMMAND",
                        help="how to start a target; {port}, {shards}, {spare} (a free port) and {dir} are filled in")
    parser.add_argument("--reference", default="nutcracker", help="whom ratios are to (default: %(default)s)")
    parser.add_argument("--workloads", default=DEFAULT, help="default: %(default)s; also " + ", ".join(set(WORKLOADS) - set(DEFAULT.split(","))))
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--duration", type=float, default=1.0, help="factor on the length of each measurement")
    parser.add_argument("--warm", type=int, default=30, help="seconds of load on each proxy before measuring")
    parser.add_argument("--shards", type=int, default=4)
    parser.add_argument("--shard-steps", default=",".join(map(str, SHARD_STEPS)))
    parser.add_argument("--connection-steps", default=",".join(map(str, CONNECTION_STEPS)))
    parser.add_argument("--idle-clients", type=int, default=IDLE_CLIENTS)
    parser.add_argument("--cache-size", default="16mb", help="of the target ringway-cached (default: %(default)s)")
    parser.add_argument("--cores", choices=["auto", "1", "2", "all"], default="auto")
    parser.add_argument("--base-port", type=int, default=21101)
    parser.add_argument("--results", type=Path, default=ROOT / "benchmarks" / "results", help="directory for the record")
    parser.add_argument("--name", help="of the record (default: date and time)")
    options = parser.parse_args(namespace=Options())
    options.targets = options.targets.split(",")
    options.commands = dict(command.split("=", 1) for command in options.command)
    options.workloads = [WORKLOADS[name] for name in options.workloads.split(",")]
    options.do = options.do.split(",")
    return options


class Comparison:
    """One run of this program: measures, prints as it goes, and keeps what goes into the record."""

    def __init__(self, options, load, directory):
        self.options, self.load, self.directory = options, load, directory
        self.results = {}
        self.markdown = []

    def say(self, text):
        self.markdown.append(text)
        print(text, flush=True)

    def prepare(self, stage):
        for target in stage.targets:
            self.load.check(target.port, self.options.load_cpus(1))
            if target.pid:
                self.load.warm(target.port, self.options.load_cpus(1), self.options.warm)

    def measure(self, stage, target, workload):
        """One measurement of one target, with what the proxy and the shards have spent on it."""
        own, shards = target.processes(), stage.shards
        processes.pin(own, self.options.proxy_cpus(workload.cpus))
        processes.reset_peak_memory(own)
        before, shards_before = processes.cpu_seconds(own), processes.cpu_seconds(shards)
        try:
            figures = self.load.run(workload, target.port, self.options.load_cpus(workload.cpus), self.options.duration)
        except LoadFailed as failure:
            return {"failed": str(failure)}
        after, shards_after = processes.cpu_seconds(own), processes.cpu_seconds(shards)
        requests = max(figures["requests"], 1)
        figures["redis_us"] = (sum(shards_after) - sum(shards_before)) * 1e6 / requests
        if own:
            figures["user_us"], figures["system_us"] = ((after[i] - before[i]) * 1e6 / requests for i in (0, 1))
            figures["cpu_us"] = figures["user_us"] + figures["system_us"]
            figures["peak_mb"] = processes.memory_kib(own, "VmHWM") / 1024
        return figures

    def interleave(self, stage, workload):
        """All repetitions of a workload, by target."""
        runs = {target.name: [] for target in stage.targets}
        for target in stage.targets:
            self.load.fill(workload, target.port, self.options.load_cpus(1))
            if target.pid and self.options.warm:
                self.measure(stage, target, workload)  # not kept: compilers get to see what is special to this workload
        for repetition in range(self.options.repetitions):
            for target in stage.targets if repetition % 2 == 0 else reversed(stage.targets):
                runs[target.name].append(self.measure(stage, target, workload))
        return runs

    def workloads(self):
        results = self.results["workloads"] = {}
        with Stage(self.options, self.directory, self.options.shards) as stage:
            self.prepare(stage)
            for workload in self.options.workloads:
                results[workload.name] = self.interleave(stage, workload)
                self.say(f"\n## {workload.name}: {workload.text}\n\n" + report.workload_table(results[workload.name], self.options.reference))
        for name in ("ringway", "ringway-uring"):
            if name != self.options.reference:
                goals = report.goals_table(self.options.workloads, results, name, self.options.reference)
                if goals:
                    self.say(f"\n## Goals: {name}\n\n" + goals)

    def shards(self):
        bases = [WORKLOADS["p1get"], WORKLOADS["p16get"]]
        sweeps = {base.name: {} for base in bases}
        self.results["shards"] = sweeps
        for count in map(int, self.options.shard_steps.split(",")):
            with Stage(self.options, self.directory, count) as stage:
                self.prepare(stage)
                for base in bases:
                    sweeps[base.name][count] = self.interleave(stage, base)
        for base in bases:
            self.say(f"\n## Shards: {base.text}\n\n" + report.sweep_table("shards", sweeps[base.name]))

    def connections(self):
        base = WORKLOADS["p1get"]
        sweep = self.results["connections"] = {}
        with Stage(self.options, self.directory, self.options.shards) as stage:
            self.prepare(stage)
            for count in map(int, self.options.connection_steps.split(",")):
                sweep[count] = self.interleave(stage, dataclasses.replace(base, connections=count))
        self.say("\n## Connections: GET, 64 B\n\n" + report.sweep_table("connections", sweep))

    def transactions(self):
        """Six plain commands, and MULTI, four commands and EXEC: µs of the proxy and of the shards for each such block."""
        runs = self.results["transactions"] = {}
        with Stage(self.options, self.directory, self.options.shards) as stage:
            targets = [target for target in stage.targets if target.name != "nutcracker"]  # it knows no transactions
            for target in targets:
                processes.pin(target.processes(), self.options.proxy_cpus(1))
                for make in blocks.BLOCKS.values():
                    blocks.run(target.port, make, BLOCK_CONNECTIONS, BLOCKS)
            for _ in range(self.options.repetitions):
                for target in targets:
                    for name, make in blocks.BLOCKS.items():
                        own = target.processes()
                        before, shards_before = processes.cpu_seconds(own), processes.cpu_seconds(stage.shards)
                        blocks.run(target.port, make, BLOCK_CONNECTIONS, BLOCKS)
                        spent = sum(processes.cpu_seconds(own)) - sum(before)
                        shards_spent = sum(processes.cpu_seconds(stage.shards)) - sum(shards_before)
                        runs.setdefault(f"{target.name}, {name}", []).append(
                            {"cpu_us": spent * 1e6 / BLOCKS, "redis_us": shards_spent * 1e6 / BLOCKS})
        rows = [[name, f"{report.median(all, 'cpu_us'):.2f}", f"{report.median(all, 'redis_us'):.2f}"]
                for name, all in runs.items()]
        self.say("\n## Transactions\n\n" + report.table(["block of six", "proxy CPU, µs", "shards' CPU, µs"], rows))

    def idle(self):
        self.clients_memory("idle", self.options.idle_clients, lambda number: (b"GET", b"idle"))

    def blocked(self):
        self.clients_memory("blocked", BLOCKED_CLIENTS, lambda number: (b"BLPOP", b"blocked:%d" % number, b"0"))

    def clients_memory(self, what, clients, command):
        measured = self.results[what] = {}
        # Fresh processes: one that has served load holds free memory that would hide the clients.
        with Stage(self.options, self.directory, self.options.shards) as stage:
            for target in stage.targets:
                if target.pid:
                    clients_memory(target, clients // 10, command)
                    measured[target.name] = clients_memory(target, clients, command)
        self.say(f"\n## {what.capitalize()} clients\n\n" + report.clients_table(measured))


def clients_memory(target, clients, command):
    """What clients cost that have sent one command and then nothing."""
    before = processes.memory_kib(target.processes(), "VmRSS")
    sockets = []
    try:
        for number in range(clients):
            connection = socket.create_connection(("127.0.0.1", target.port), 10)
            sockets.append(connection)
            arguments = command(number)
            connection.sendall(b"*%d\r\n" % len(arguments) + b"".join(b"$%d\r\n%s\r\n" % (len(each), each) for each in arguments))
        time.sleep(SETTLING_SECONDS)
        after = processes.memory_kib(target.processes(), "VmRSS")
    finally:
        for connection in sockets:
            connection.close()
    time.sleep(SETTLING_SECONDS)
    return {"clients": clients, "before_kib": before, "with_kib": after, "each_kib": (after - before) / clients}


def main():
    options = parse_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    machine = report.machine()
    load = Load(ROOT / "benchmarks" / "target")
    started = datetime.datetime.now(datetime.timezone.utc)
    with tempfile.TemporaryDirectory(prefix="ringway-compare-") as directory:
        comparison = Comparison(options, load, directory)
        comparison.say(f"# Comparison of {started:%Y-%m-%d}\n\n" + report.table(["", ""], [[k, str(v)] for k, v in machine.items() if v]))
        comparison.say(f"Command: `benchmarks/compare {' '.join(sys.argv[1:])}`; {options.repetitions} repetitions, medians.")
        try:
            for part in options.do:
                {"workloads": comparison.workloads, "shards": comparison.shards, "connections": comparison.connections,
                 "idle": comparison.idle, "blocked": comparison.blocked, "transactions": comparison.transactions}[part]()
        except (RuntimeError, LoadFailed) as failure:
            sys.exit(f"compare: {failure}")
    record = {"started": started.isoformat(timespec="seconds"), "machine": machine, "arguments": sys.argv[1:],
              "repetitions": options.repetitions, "results": comparison.results}
    name = options.name or f"{started:%Y-%m-%d-%H%M%S}"
    print(f"\nRecorded in {report.write(options.results, name, record, chr(10).join(comparison.markdown))}")


if __name__ == "__main__":
    main()

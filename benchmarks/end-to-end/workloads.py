# SPDX-License-Identifier: Apache-2.0
"""What is measured: the workloads by name, and the two load generators that run them."""
import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent


class LoadFailed(Exception):
    """The load generator gave no figures, or the target answered wrongly."""


@dataclass(frozen=True)
class Workload:
    """One kind of load. `cpus` is how many cores it needs to be meaningful; `goals` are bounds
    of ratios: Ringway to nutcracker, and to Redis itself where the goal is named `direct`."""

    name: str
    text: str
    generator: str  # redis-benchmark (fast) or rlg (checks replies, knows open loops)
    arguments: list[str]
    connections: int = 50
    pipeline: int = 1
    requests: int = 0
    value_bytes: int = 64
    keys: int = 100_000
    cpus: int = 1
    goals: dict[str, float] = field(default_factory=dict)


def closed(name, text, arguments, connections, pipeline, requests, **goals):
    return Workload(name, text, "redis-benchmark", arguments, connections, pipeline, requests, goals=goals)


def hit(name, text, pipeline, requests):
    return Workload(name, text, "redis-benchmark", ["-d", "64", "-t", "get"], 50, pipeline, requests, keys=10_000)


GET, SET = ["-d", "64", "-t", "get"], ["-d", "64", "-t", "set"]

WORKLOADS = {w.name: w for w in [
    closed("p1get", "GET, 64 B, 50 connections", GET, 50, 1, 160_000, cpu=0.85, rps=1.0),
    closed("p1set", "SET, 64 B, 50 connections", SET, 50, 1, 160_000, cpu=0.85, rps=1.0),
    closed("p16get", "GET, 64 B, 50 connections, pipeline 16", GET, 50, 16, 900_000, cpu=0.22, rps=2.2, direct=0.7),
    closed("p16set", "SET, 64 B, 50 connections, pipeline 16", SET, 50, 16, 900_000, cpu=0.22, rps=2.2, direct=0.7),
    closed("p64get", "GET, 64 B, 50 connections, pipeline 64", GET, 50, 64, 1_500_000, cpu=0.10),
    closed("c500get", "GET, 64 B, 500 connections", GET, 500, 1, 160_000, cpu=0.70),
    closed("c500set", "SET, 64 B, 500 connections", SET, 500, 1, 160_000, cpu=0.70),
    closed("c5000get", "GET, 64 B, 5,000 connections", GET, 5_000, 1, 200_000),
    closed("mget10", "MGET of 10 keys, 64 B, 50 connections", ["MGET"] + ["key:__rand_int__"] * 10, 50, 1, 60_000, cpu=0.60),
    closed("single", "GET, 64 B, one connection", GET, 1, 1, 30_000, p50=1.1),
    hit("hit1", "GET of 10,000 keys, 64 B, 50 connections", 1, 160_000),
    hit("hit16", "GET of 10,000 keys, 64 B, 50 connections, pipeline 16", 16, 900_000),
    hit("hit64", "GET of 10,000 keys, 64 B, 50 connections, pipeline 64", 64, 1_500_000),
    Workload("zipf16", "1 KB, Zipf 0.99 over 100,000 keys, 95 % reads, pipeline 16", "rlg",
             ["-d", "6", "-R", "0.95", "-z", "0.99", "-P", "16"], value_bytes=1024),
    Workload("cold16", "1 KB, uniform over 300,000 keys, reads only, pipeline 16", "rlg",
             ["-d", "6", "-R", "1", "-P", "16"], value_bytes=1024, keys=300_000),
    Workload("open5k", "5,000 requests/s open loop, 1 KB, 90 % reads", "rlg", ["-r", "5000", "-d", "6", "-R", "0.9"],
             value_bytes=1024, cpus=2, goals={"p50": 1.0, "p99": 1.0}),
    Workload("big64k", "64 KB values, half reads, 10 connections", "rlg", ["-d", "4", "-R", "0.5"],
             connections=10, value_bytes=65_536, keys=500, cpus=2, goals={"cpu": 1.1, "mbps": 1.0}),
    Workload("big1m", "1 MB values, half reads, 10 connections", "rlg", ["-d", "4", "-R", "0.5"],
             connections=10, value_bytes=1_048_576, keys=50, cpus=2, goals={"cpu": 1.1, "mbps": 1.0}),
    Workload("zipf", "1 KB, Zipf 0.99, 95 % reads", "rlg", ["-d", "4", "-R", "0.95", "-z", "0.99"], value_bytes=1024),
]}

DEFAULT = "p1get,p1set,p16get,p16set,p64get,c500get,c5000get,mget10,single,open5k,big64k,big1m"


class Load:
    """Runs load against a port of this machine, pinned to given cores. Compiles rlg when it is not there or older than its source."""

    def __init__(self, build_directory):
        self.rlg_binary = Path(build_directory) / "rlg"
        source = HERE / "rlg.c"
        if not self.rlg_binary.exists() or self.rlg_binary.stat().st_mtime < source.stat().st_mtime:
            self.rlg_binary.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["gcc", "-O2", "-o", self.rlg_binary, source, "-lm"], check=True)

    def run(self, workload, port, cpus, duration=1.0):
        """One measurement: requests, requests/s, MB/s where known, latencies in microseconds."""
        if workload.generator == "rlg":
            return self._figures_of_rlg(self.rlg(port, self._rlg_arguments(workload, duration), cpus))
        requests = max(int(workload.requests * duration), workload.connections * 20)
        output = _run(["redis-benchmark", "-p", port, "-c", workload.connections, "-P", workload.pipeline, "-n", requests,
                       "-r", workload.keys, "--csv"] + workload.arguments, cpus)
        rows = [line for line in output.stdout.splitlines() if line.startswith('"') and not line.startswith('"test"')]
        if not rows:
            raise LoadFailed((output.stdout + output.stderr)[-300:].strip())
        rps, _, _, p50, _, p99, _ = (float(cell.strip('"')) for cell in rows[-1].split(",")[-7:])
        return {"requests": requests, "rps": rps, "p50_us": p50 * 1e3, "p99_us": p99 * 1e3}

    def fill(self, workload, port, cpus):
        """Sets every key that the workload reads."""
        self._checked(port, self._sizes(workload) + ["-c", "10", "--prefill", "-d", "0"], cpus, json_expected=False)

    def check(self, port, cpus):
        """Fails unless every reply belongs to its command and shows the newest acknowledged value."""
        self._checked(port, ["-s", "64", "-k", "20000", "--prefill", "-d", "1", "-R", "0.5", "--versions"], cpus)
        self._checked(port, ["-s", "64", "-k", "20000", "-d", "1", "-P", "8", "-m", "10", "-R", "0.8"], cpus)

    def warm(self, port, cpus, seconds):
        """Load until a just-in-time compiler has seen what there is to see."""
        for _ in range(round(seconds / 10)):
            for arguments in (["-s", "64", "-d", "3"], ["-s", "64", "-P", "16", "-d", "4"], ["-s", "1024", "-P", "4", "-d", "3"]):
                self._checked(port, arguments + ["-k", "20000", "-R", "1", "--allow-nil", "--prefix", "warm:"], cpus)

    def rlg(self, port, arguments, cpus):
        return _run([self.rlg_binary, "-p", port, "--json"] + arguments, cpus)

    def _checked(self, port, arguments, cpus, json_expected=True):
        output = self.rlg(port, arguments, cpus)
        if output.returncode != 0 or (json_expected and not output.stdout):
            raise LoadFailed(f"rlg {' '.join(arguments)}: {output.stdout[-300:]}{output.stderr[-300:]}")

    @staticmethod
    def _sizes(workload):
        return ["-s", str(workload.value_bytes), "-k", str(workload.keys)]

    def _rlg_arguments(self, workload, duration):
        arguments = self._sizes(workload) + ["-c", str(workload.connections)] + workload.arguments
        at = arguments.index("-d") + 1
        arguments[at] = str(float(arguments[at]) * duration)
        return arguments

    @staticmethod
    def _figures_of_rlg(output):
        if not output.stdout.startswith("{"):
            raise LoadFailed((output.stdout + output.stderr)[-300:].strip())
        figures = json.loads(output.stdout)
        return {"requests": figures["done"], "rps": figures["rps"], "mbps": figures["in_mbs"] + figures["out_mbs"],
                "p50_us": figures["all"]["p50"], "p99_us": figures["all"]["p99"], "p999_us": figures["all"]["p999"],
                "wrong": figures["bad"] + figures["err"] + figures["stale"] + figures["unanswered"]}


def _run(command, cpus):
    prefix = ["taskset", "-c", cpus] if cpus else []
    return subprocess.run(prefix + [str(part) for part in command], capture_output=True, text=True, timeout=600)

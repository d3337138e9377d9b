# SPDX-License-Identifier: Apache-2.0
"""Figures to Markdown and JSON: medians over the repetitions, ratios within one run, the machine and the versions."""
import json
import os
import platform
import re
import statistics
import subprocess
from pathlib import Path

GOAL_FIGURES = {"cpu": ("cpu_us", "CPU"), "rps": ("rps", "req/s"), "direct": ("rps", "req/s"), "p50": ("p50_us", "p50"),
                "p99": ("p99_us", "p99"), "mbps": ("mbps", "MB/s")}
PEAK_MEMORY_MB = 160
LESS_IS_BETTER = {"cpu", "p50", "p99"}


def machine():
    """What a reader needs to judge the figures."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    return {
        "cpu": model.group(1) if model else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory.group(1)) / 2**20, 1) if memory else None,
        "kernel": platform.release(),
        "os": _first_line(["sh", "-c", ". /etc/os-release; echo $PRETTY_NAME"]),
        "java": _first_line(["java", "-version"]),
        "redis": _first_line(["redis-server", "--version"]),
        "nutcracker": _first_line(["nutcracker", "--version"]),
        "ringway": _first_line(["git", "-C", str(Path(__file__).resolve().parent), "describe", "--always", "--dirty"]),
    }


def _first_line(command):
    try:
        output = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except OSError:
        return None
    return ((output.stdout + output.stderr).strip().splitlines() or [""])[0]


def median(runs, figure):
    values = [run[figure] for run in runs if run.get(figure) is not None]
    return statistics.median(values) if values else None


def ratio(one, other):
    return one / other if one is not None and other else None


def show(value, digits=0):
    return "–" if value is None else f"{value:,.{digits}f}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def workload_table(runs_by_target, reference):
    """One row for each target; CPU and requests/s also as ratios to the reference proxy and to direct Redis."""
    direct_rps = median(runs_by_target.get("direct", []), "rps")
    base_cpu = median(runs_by_target.get(reference, []), "cpu_us")
    rows = []
    for name, runs in runs_by_target.items():
        failed = [run["failed"] for run in runs if "failed" in run]
        if failed:
            rows.append([name, f"failed: {failed[0]}"] + [""] * 9)
            continue
        rps, cpu = median(runs, "rps"), median(runs, "cpu_us")
        rows.append([
            name, show(rps), show(ratio(rps, direct_rps), 2), show(median(runs, "mbps")),
            show(median(runs, "p50_us")), show(median(runs, "p99_us")),
            "–" if cpu is None else f"{cpu:.2f} ({median(runs, 'user_us'):.2f}+{median(runs, 'system_us'):.2f})",
            show(ratio(cpu, base_cpu), 2), show(median(runs, "redis_us"), 2), show(median(runs, "peak_mb")),
            show(sum(run.get("wrong", 0) for run in runs)),
        ])
    return table(["target", "req/s", "÷ direct", "MB/s", "p50 µs", "p99 µs", "CPU µs/request (user+system)", f"CPU ÷ {reference}",
                  "Redis CPU µs/request", "peak MB", "wrong"], rows)


def goals_table(workloads, results, subject, reference):
    """The subject against the project's goals, as far as both sides of a ratio were measured."""
    rows = []
    for workload in workloads:
        runs = results.get(workload.name, {})
        for goal, bound in workload.goals.items():
            figure, name = GOAL_FIGURES[goal]
            other = "direct" if goal == "direct" else reference
            measured = ratio(median(runs.get(subject, []), figure), median(runs.get(other, []), figure))
            if measured is not None:
                rows.append([workload.text, f"{name} ÷ {other}"] + verdict(measured, bound, goal in LESS_IS_BETTER))
    peaks = [run["peak_mb"] for runs in results.values() for run in runs.get(subject, []) if "peak_mb" in run]
    if peaks:
        rows.append(["all of the above", "peak memory, MB"] + verdict(max(peaks), PEAK_MEMORY_MB, True, digits=0))
    return table(["workload", f"{subject}'s", "measured", "goal", ""], rows) if rows else ""


def verdict(measured, bound, less_is_better, digits=2):
    met = measured <= bound if less_is_better else measured >= bound
    return [show(measured, digits), ("≤ " if less_is_better else "≥ ") + f"{bound:g}", "met" if met else "**missed**"]


def sweep_table(axis, sweep):
    """Rows by step, columns by target; the ratio shows how flat a target's CPU per request is against its first step."""
    first = next(iter(sweep.values()))
    head, rows = [axis], [[str(step)] for step in sweep]
    for name in first:
        base = median(first[name], "cpu_us")
        head += [f"{name}: req/s"] + [f"{name}: {what}" for what in ("CPU µs/request", "÷ first", "peak MB") if base]
        for row, by_target in zip(rows, sweep.values()):
            cpu = median(by_target[name], "cpu_us")
            row += [show(median(by_target[name], "rps"))]
            row += [show(cpu, 2), show(ratio(cpu, base), 2), show(median(by_target[name], "peak_mb"))] if base else []
    return table(head, rows)


def clients_table(measured):
    return table(["target", "clients", "KiB before", "KiB with them", "KiB for each"],
                 [[name, show(f["clients"]), show(f["before_kib"]), show(f["with_kib"]), show(f["each_kib"], 1)] for name, f in measured.items()])


def write(directory, name, record, markdown):
    directory.mkdir(parents=True, exist_ok=True)
    (directory / f"{name}.json").write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    (directory / f"{name}.md").write_text(markdown)
    return directory / f"{name}.md"

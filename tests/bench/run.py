#!/usr/bin/env python3
"""Time tgather beside others that do the same, on the same files.

usage: run.py [--rounds N] [--jobs NAME,...]

The contenders of a job take turns, and a time is the median of N rounds (5) of
a whole process that writes a fresh file, unless a line says that it is a part.
What is slow has fewer rounds, what is short more. Each result is checked, and
peak memory measured, in a run before. The ratio is to the yardstick's time,
beside the one that is due; for jobs of a millisecond both are differences.
Nothing depends on the outcome: times are no tests.

What is not there of the peers is named, with the line that installs it, and is
left out; all of them come from Debian but DuckDB and ONNX Runtime, which npm
has. Files are made in build/bench; NumPy makes the binary ones. --jobs all has
the jobs that are left out without it: they need root.

The program is $TGATHER, build/release/tgather if unset.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys

import cold
import files
import jobs
import measure
import peers
import ranks
import scaling
import streams



# Header -----------------------------------------------------------------------

def first_line(command):
    try:
        return subprocess.run(command, text=True, stdout=subprocess.PIPE,
                              check=True).stdout.splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "unknown"


def proc_value(path, key):
    with open(path) as file:
        for line in file:
            if line.startswith(key):
                return line.split(":")[1].strip()
    return "unknown"


def print_costs():
    """The machine's line: what it takes to touch memory and files here."""
    print("; ".join(
        "%s %s %s" % (what, number("%g", peers.machine.get(key)), unit)
        for key, what, unit in (
            ("fault-us", "page of a mapped file", "us"),
            ("new-us", "page of new memory", "us"),
            ("read-GB/s", "read() into a warm buffer", "GB/s"),
            ("pread-us", "pread of 1,200 bytes", "us"),
            ("write-s", "first write of 480 MB", "s"),
            ("cp-ms", "cp of 128 MB", "ms"))))


def print_machine():
    print("%s, %d cores, %s of memory, Linux %s" % (
        proc_value("/proc/cpuinfo", "model name"),
        len(os.sched_getaffinity(0)),
        proc_value("/proc/meminfo", "MemTotal"), platform.release()))
    print("%s; %s" % (first_line([peers.program, "--version"]),
                      first_line([os.environ.get("CC", "cc"), "--version"])))
    print(", ".join("%s %s" % (name, version) for name, version
                    in {"Python": platform.python_version(),
                        **peers.versions}.items() if version))
    print_costs()
    if not os.path.exists(measure.time_program):
        peers.missing["peak memory"] = peers.debian("time")
    for name, line in peers.missing.items():
        print("left out: %s; to have it: %s" % (name, line))


# A job beside its peers -------------------------------------------------------

def compared(seconds, yardstick, difference):
    """A ratio, or a difference in ms, as text."""
    if seconds is None or yardstick is None:
        return "-"
    if difference:
        return "%+.1f ms" % (1e3 * (seconds - yardstick))
    return "%.3g" % (seconds / yardstick)


def number(format_, value):
    return "-" if value is None else format_ % value


LINE = "  %-26s %9s %9s %9s %9s %6s"


def due_text(job, times):
    """times: what may take so many times as long as with two threads."""
    if job.due_more:
        return "%+.1f ms" % (1e3 * job.due_more)
    return "%.3g" % (times * job.due)


def print_contender(job, name, result, yardstick):
    due = memory = ""
    if name in (peers.ONE, peers.TWO):
        due = due_text(job, 2 if name == peers.ONE else 1)
        memory = number("%.0f", job.memory).strip("-")
    print(LINE % (name, "%.4f" % result.seconds,
                  compared(result.seconds, yardstick, job.due_more), due,
                  number("%.1f", result.peak), memory))


def time_job(name, make, rounds):
    """Prints the job's table; its line of the summary."""
    job = make()
    files.settle(job.files)

    def check(contender):
        if not job.is_right(job.output):
            sys.exit("%s: %s made something else" % (name, contender.name))
        if job.result and not os.path.exists(job.result):
            shutil.copyfile(job.output, job.result)

    contenders = peers.tgather_contenders(job.tgather) \
        + [peer for peer in job.peers if peer.command]
    try:
        results = measure.alternate(contenders, job.output, rounds, check)
    finally:
        for path in job.drop:
            measure.remove(path)
    yardstick = getattr(results.get(job.yardstick), "seconds", None)
    print("\n%s: %s" % (name, job.title))
    print(LINE % ("", "seconds", "ratio", "due", "peak MB", "due"))
    for contender, result in results.items():
        print_contender(job, contender, result, yardstick)
    for peer in job.peers:
        if not peer.command:
            print(LINE.rstrip() % (peer.name, "left out", "", "", "", ""))
    sys.stdout.flush()
    return name, job, results, yardstick


SUMMARY = "%-10s %9s %9s %9s %9s %9s %9s %6s  %s"


def print_summary(done):
    print("\n" + SUMMARY % (
        "job", "2 threads", "1 thread", "yardstick", "ratio", "due", "peak MB",
        "due", "yardstick is"))
    for name, job, results, yardstick in done:
        two, one = results[peers.TWO], results[peers.ONE]
        print(SUMMARY % (
            name, "%.4f" % two.seconds, "%.4f" % one.seconds,
            number("%.4f", yardstick),
            compared(two.seconds, yardstick, job.due_more), due_text(job, 1),
            number("%.1f", two.peak), number("%.0f", job.memory),
            job.yardstick))


BAR = "%-10s %-28s %-28s %17s %9s %9s %9s"


def print_dues(done):
    """What may take how long beside which peer, and how long it takes."""
    print("\n" + BAR % ("job", "of", "beside", "due", "is", "due ms", "ms"))
    for name, job, results, _ in done:
        for due in job.dues:
            print_due(name, due, *(getattr(results.get(who), "seconds", None)
                                   for who in (due.who, due.yardstick)))


def print_due(name, due, seconds, beside):
    text = "%.3g x" % due.times
    if due.more:
        text += " + %.1f ms" % (1e3 * due.more)
    there = seconds is not None and beside is not None
    most = due.times * beside + due.more if there else None
    print(BAR % (
        name, due.who, due.yardstick, text,
        "%.3g x" % (seconds / beside) if there else "left out",
        number("%.2f", most and 1e3 * most),
        number("%.2f", seconds and 1e3 * seconds)))


# All --------------------------------------------------------------------------

USUAL = {**jobs.JOBS, **streams.JOBS, **ranks.JOBS,
         **scaling.JOBS}
ALL = {**USUAL, **cold.JOBS}


def parse_arguments():
    parser = argparse.ArgumentParser(
        usage="run.py [--rounds N] [--jobs NAME,...]",
        epilog="jobs: " + " ".join(ALL))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", default=",".join(USUAL))
    arguments = parser.parse_args()
    names = list(ALL) if arguments.jobs == "all" else arguments.jobs.split(",")
    for name in names:
        if name not in ALL:
            parser.error("no job %s; there are %s" % (name, " ".join(ALL)))
    return arguments.rounds, names


def main():
    rounds, names = parse_arguments()
    os.makedirs(peers.built, exist_ok=True)
    os.chdir(peers.built)
    print_machine()
    done, status = [], 0
    for name in names:
        try:
            if name in jobs.JOBS:
                done.append(time_job(name, jobs.JOBS[name], rounds))
            else:
                ALL[name](name, rounds)
        except (peers.Missing, OSError) as error:
            print("\n%s: left out: %s" % (name, error))
        except measure.Failed as error:
            print("\n%s: failed: %s" % (name, error))
            status = 1
    if done:
        print_summary(done)
        print_dues(done)
    return status


if __name__ == "__main__":
    sys.exit(main())

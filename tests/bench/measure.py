"""Runs commands in turns and takes their time and peak memory."""

import collections
import os
import re
import statistics
import time

# What a contender does: the job, its result in the output file that its command
# names or on standard output; a part of the job; or a part of which it prints
# the seconds, and no others count. One that is not there has no command.
WHOLE, PART, TIMED_PART = "whole", "part", "timed part"
Contender = collections.namedtuple("Contender", "name command does")
Contender.__new__.__defaults__ = (WHOLE,)

Result = collections.namedtuple("Result", "seconds peak")   # peak in MB or None

MOST = 6            # seconds that a contender's rounds may take, but for two
SHORT = 0.02        # what takes less has more rounds
SHORT_ROUNDS = 20   # so many times as many

time_program = "/usr/bin/time"


class Failed(Exception):
    """A command that ended with another status than 0."""

    def __init__(self, command, status):
        super().__init__("%s: exit status %d" % (" ".join(command), status))
        self.status = status


def remove(path):
    if os.path.exists(path):
        os.remove(path)


def spawn(command, stdout, stderr=None):
    """Seconds of the whole process, its standard output in a fresh file."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [(os.POSIX_SPAWN_OPEN, 1, stdout, flags, 0o666)]
    if stderr is not None:
        actions.append((os.POSIX_SPAWN_OPEN, 2, stderr, flags, 0o666))
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ,
                          file_actions=actions)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    seconds = time.perf_counter() - start
    if status != 0:
        raise Failed(command, status)
    return seconds


def run(contender, output, before=()):
    """Seconds; the output is a fresh file. before: words before the command."""
    remove(output)
    is_filter = contender.does == WHOLE and output not in contender.command
    stdout = output if is_filter else "printed"
    seconds = spawn([*before, *contender.command], stdout)
    if contender.does != TIMED_PART:
        return seconds
    with open(stdout) as file:
        return float(file.read())


def peak(contender, output):
    """Peak memory in MB, and the seconds it took. The peak is what time tells
    of its child: that of a child of this process would be at least our own."""
    if not os.path.exists(time_program):
        return None, run(contender, output)
    start = time.perf_counter()
    run(contender, output, (time_program, "-f", "%M", "-o", "peak"))
    with open("peak") as file:
        return int(file.read()) * 1024 / 1e6, time.perf_counter() - start


def rounds_for(seconds, rounds):
    if seconds < SHORT:
        return rounds * SHORT_ROUNDS
    return min(rounds, max(2, int(MOST / seconds)))


def alternate(contenders, output, rounds, check=None):
    """Results by name. A first run of each takes its memory and is checked by
    check(contender); the others take turns, so that whatever else the machine
    does hits them all, and give a median."""
    peaks, left, seconds = {}, {}, {}
    for contender in contenders:
        peaks[contender.name], first = peak(contender, output)
        if check and contender.does == WHOLE:
            check(contender)
        left[contender.name] = rounds_for(first, rounds)
        seconds[contender.name] = []
    for turn in range(max(left.values())):
        for contender in contenders:
            if turn < left[contender.name]:
                seconds[contender.name].append(run(contender, output))
    remove(output)
    return {name: Result(statistics.median(times), peaks[name])
            for name, times in seconds.items()}


def told(command, output):
    """What `command -v` tells: its phases' names and when they ended, in ms."""
    remove(output)
    spawn([*command, "-v"], "printed", "told")
    with open("told") as file:
        return [(name, float(stamp)) for stamp, name in re.findall(
            r"^tgather: +([0-9.]+) ms +(\w+)", file.read(), re.M)]


def phases(commands, output, rounds):
    """For each command, milliseconds of its phases by their names, medians. A
    phase starts where the one before ends. The commands take turns."""
    times = [{} for _ in commands]
    for _ in range(rounds):
        for command, of_phase in zip(commands, times):
            before = 0
            for name, stamp in told(command, output):
                of_phase.setdefault(name, []).append(stamp - before)
                before = stamp
    remove(output)
    return [{name: statistics.median(ms) for name, ms in of_phase.items()}
            for of_phase in times]

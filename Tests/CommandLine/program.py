"""Runs the built command-line tool as a user would, and looks at what it leaves behind."""

import contextlib
import ctypes
import errno
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("ORRERY", str(ROOT / ".build/release/orrery"))
NIGHTLY = os.environ.get("ORRERY_TRIALS") == "nightly"
UPDATE = os.environ.get("ORRERY_UPDATE") == "1"
SYSEXITS = {0, 64, 65, 66, 69, 70, 73, 74, 75, 78}
TRAIN = ["train", "cheetah-run", "--preset", "debug"]

# Where these tests are to outlive their terminal, programs would inherit that SIGHUP is ignored.
if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda number, frame: None)


def environment(**changes):
    """One thread, so that a busy machine does not slow down what is not about threads."""
    result = dict(os.environ, OMP_NUM_THREADS="1", OMP_WAIT_POLICY="passive", TERM="xterm")
    for name in ["NO_COLOR", "FORCE_COLOR", "ORRERY", "ORRERY_TRIALS"]:
        result.pop(name, None)
    result.update(changes)
    return {name: value for name, value in result.items() if value is not None}


class Outcome:
    """How a program ended; a signal that killed it is negative."""

    def __init__(self, code, output, errors, seconds=0.0):
        self.code, self.output, self.errors, self.seconds = code, output, errors, seconds

    def __repr__(self):
        return f"code {self.code}\noutput: {self.output[-500:]}\nerrors: {self.errors[-1500:]}"


def start(*arguments, env=None, prefix=(), **more):
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    return subprocess.Popen(
        [*prefix, PROGRAM, *arguments], env=environment(**(env or {})), **options)


def run(*arguments, env=None, prefix=(), timeout=120, **more):
    begin = time.monotonic()
    process = start(*arguments, env=env, prefix=prefix, **more)
    try:
        output, errors = process.communicate(timeout=timeout)
    finally:
        process.kill()
    return Outcome(
        process.returncode, (output or b"").decode(), (errors or b"").decode(),
        time.monotonic() - begin)


def train(run_folder, *more, **options):
    return run(*TRAIN, "--run", str(run_folder), *more, **options)


def settings(**values):
    """Arguments for settings; `__` stands for a dot."""
    return [
        part for name, value in values.items()
        for part in ("--set", f"{name.replace('__', '.')}={value}")]


def newest(run_folder):
    """The newest checkpoint's folder."""
    return sorted(pathlib.Path(run_folder, "ckpt").glob("step-*"))[-1]


def manifest(checkpoint):
    return json.loads(pathlib.Path(checkpoint, "manifest.json").read_text())


def agent_integer(checkpoint, name):
    """A number of what a checkpoint keeps of its agent."""
    data = pathlib.Path(checkpoint, "agent.safetensors").read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    first, end = json.loads(data[8:start])[name]["data_offsets"]
    return int.from_bytes(data[start + first:start + end], "little")


def metrics(run_folder):
    """The measurements of each step; how they are cut into lines depends on the clock's digits."""
    steps = {}
    for line in pathlib.Path(run_folder, "metrics.jsonl").read_text().splitlines():
        values = json.loads(line)
        steps.setdefault(values["step"], {}).update(values)
    return list(steps.values())


def is_clock(name):
    return name == "wall_time" or name.split("/")[0] in ("time", "rate", "memory")


def digest(run_folder):
    """All of a run that must not depend on when it was stopped, by name."""
    checkpoint = newest(run_folder)
    facts = {
        part.stem: hashlib.sha256(part.read_bytes()).hexdigest()
        for part in sorted(checkpoint.glob("*.safetensors")) if part.stem != "time"}
    found = manifest(checkpoint)
    facts["manifest"] = [found[key] for key in ("step", "episodes", "generators")]
    for episode in found["episodes"]:
        content = pathlib.Path(run_folder, "episodes", episode["name"]).read_bytes()
        facts[episode["name"]] = hashlib.sha256(content).hexdigest()
    facts["metrics"] = [
        {name: value for name, value in line.items() if not is_clock(name)}
        for line in metrics(run_folder)]
    table = pathlib.Path(run_folder, "evaluations.csv").read_text().splitlines()
    columns = table[0].split(",")
    kept = [i for i, name in enumerate(columns) if not name.endswith("_seconds")]
    facts["evaluations"] = [[line.split(",")[i] for i in kept] for line in table]
    return facts


def wait_for(condition, seconds=20):
    """Waits until something is so; returns whether it is."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.002)
    return True


def need(program):
    """Ends a test that cannot do without a program: by skipping it, or as root, who can install the
    program, by failing it."""
    if not shutil.which(program):
        ending = AssertionError if os.geteuid() == 0 else unittest.SkipTest
        raise ending(f"{program} is missing: run Scripts/setup")


def traced(*options, log="/dev/null"):
    """What comes before a program for strace to watch or disturb its system calls."""
    need("strace")
    return ["strace", "-f", "-qq", "-o", str(log), *options]


@contextlib.contextmanager
def small_disk(folder, megabytes, options=""):
    """A file system of a few megabytes; a test is skipped only where the kernel lets nobody mount
    one, or nobody but root."""
    pathlib.Path(folder).mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    size = f"size={megabytes}m{options}".encode()
    if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", ctypes.c_ulong(0), size) != 0:
        code = ctypes.get_errno()
        ending = unittest.SkipTest if code in (errno.EPERM, errno.EACCES) else AssertionError
        raise ending(f"cannot mount a file system in memory: {os.strerror(code)}")
    try:
        yield pathlib.Path(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


class Trial(unittest.TestCase):
    """A test with a folder of its own."""

    maxDiff = None

    def setUp(self):
        # A private file system in memory would make fsync free; the system's own is what counts.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="orrery-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.chance = random.Random(self.id())

    def expect(self, outcome, code):
        self.assertEqual(outcome.code, code, outcome)
        return outcome

    def best(self, measure, bound):
        """The least of up to 20 measurements, which end when one is within a bound."""
        least = float("inf")
        for _ in range(20):
            least = min(least, measure())
            if least < bound:
                break
        return least

    def finished_run(self, name="run", *more):
        """A copy of a debug run that has ended."""
        key = " ".join(more)
        if key not in Trial.finished:
            place = pathlib.Path(Trial.shared.name, str(len(Trial.finished)))
            self.expect(train(place, *more), 0)
            Trial.finished[key] = place
        target = self.folder / name
        shutil.copytree(Trial.finished[key], target)
        return target

    finished = {}
    shared = tempfile.TemporaryDirectory(prefix="orrery-")

"""Runs all trials, and ends with 1 if any fails.

Two modules run at a time, and what they say comes when they end. At night they run one after the
other, so that the trials that measure time have the machine to themselves, and tell each test as it
ends. Tests that were skipped are named at the end, with the reasons."""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time

FOLDER = pathlib.Path(__file__).parent
NIGHTLY = os.environ.get("ORRERY_TRIALS") == "nightly"
# Those that take longest come first.
ORDER = ["test_documentation", "test_errors", "test_resume", "test_damage", "test_output"]
# A test has its name and, if it is explained, the first line of that before how it ended. One that
# prints before it is skipped, or is skipped in part, is not found.
SKIPPED = re.compile(r"(?m)^\w+ \((\S+)\)(?:\n.*)? \.\.\. skipped (.*)$")


def trial(module):
    """Runs a module; returns its name, its exit code, its words and the seconds that it took."""
    print(f"== {module} begins", flush=True)
    begin, words = time.monotonic(), ""
    process = subprocess.Popen(
        [sys.executable, "-m", "unittest", "--verbose", module], cwd=FOLDER,
        stderr=subprocess.PIPE, text=True, errors="replace")
    for line in process.stderr:
        words += line
        if NIGHTLY:
            print(line, end="", flush=True)
    return module, process.wait(), words, time.monotonic() - begin


def main():
    modules = sorted(path.stem for path in FOLDER.glob("test_*.py"))
    modules.sort(key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    failed, skipped = [], []
    with concurrent.futures.ThreadPoolExecutor(1 if NIGHTLY else 2) as pool:
        for done in concurrent.futures.as_completed(pool.submit(trial, m) for m in modules):
            module, code, words, seconds = done.result()
            print(f"== {module}: {seconds:.0f} s\n{'' if NIGHTLY else words}", flush=True)
            skipped += SKIPPED.findall(words)
            if code != 0:
                failed.append(module)
    for test, reason in skipped:
        print(f"skipped: {test}: {reason}", flush=True)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()

"""Runs all trials, and ends with 1 if any fails.

Two modules run at a time, and what they say comes when they end. At night they run one after the
other, so that the trials that measure time have the machine to themselves, and tell each test as it
ends."""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import time

FOLDER = pathlib.Path(__file__).parent
NIGHTLY = os.environ.get("ORRERY_TRIALS") == "nightly"
# Those that take longest come first.
ORDER = ["test_documentation", "test_errors", "test_resume", "test_damage", "test_output"]


def trial(module):
    """Runs a module; returns its name, its exit code, its words and the seconds that it took."""
    print(f"== {module} begins", flush=True)
    begin = time.monotonic()
    process = subprocess.run(
        [sys.executable, "-m", "unittest", *(["--verbose"] if NIGHTLY else []), module],
        cwd=FOLDER, stderr=None if NIGHTLY else subprocess.PIPE, text=True)
    return module, process.returncode, process.stderr or "", time.monotonic() - begin


def main():
    modules = sorted(path.stem for path in FOLDER.glob("test_*.py"))
    modules.sort(key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    failed = []
    with concurrent.futures.ThreadPoolExecutor(1 if NIGHTLY else 2) as pool:
        for done in concurrent.futures.as_completed(pool.submit(trial, m) for m in modules):
            module, code, words, seconds = done.result()
            print(f"== {module}: {seconds:.0f} s\n{words}", flush=True)
            if code != 0:
                failed.append(module)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()

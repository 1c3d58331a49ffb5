"""Runs all trials, two modules at a time, and ends with 1 if any fails."""

import concurrent.futures
import pathlib
import subprocess
import sys
import time

FOLDER = pathlib.Path(__file__).parent
# Those that take longest come first.
ORDER = ["test_documentation", "test_errors", "test_resume", "test_damage", "test_usage"]


def trial(module):
    begin = time.monotonic()
    process = subprocess.run(
        [sys.executable, "-m", "unittest", module], cwd=FOLDER, stderr=subprocess.PIPE, text=True)
    return module, process, time.monotonic() - begin


def main():
    modules = sorted(path.stem for path in FOLDER.glob("test_*.py"))
    modules.sort(key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    failed = []
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for module, process, seconds in pool.map(trial, modules):
            print(f"== {module}: {seconds:.0f} s\n{process.stderr}", flush=True)
            if process.returncode != 0:
                failed.append(module)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()

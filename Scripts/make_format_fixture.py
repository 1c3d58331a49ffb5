#!/usr/bin/env python3
"""Writes a run in the newest version N of the format to Tests/PlaNetTests/Resources/format-N.

    Scripts/make_format_fixture.py [--program .build/release/orrery]

Run it once for each version of the format, with the program that writes it first, and never again
for an older version: the tests are about what older programs have written, so what is there is not
replaced. The run is of the debug preset, sees vectors, and was stopped amid an episode.
format-N.json has some of its numbers, which are read here without the program.
"""
import argparse
import csv
import json
import math
import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent.parent
RESOURCES = HERE / "Tests/PlaNetTests/Resources"
SEED = 3
TRAIN = [
    "train", "cheetah-run", "--preset", "debug", "--seed", str(SEED), "--set", "observation=vector",
    "--set", "trainer.environmentSteps=1000000", "--set", "trainer.keptCheckpoints=1"]
# What a run goes on from; the rest is about the machine.
KEPT = ["config.toml", "version", "metrics.jsonl", "evaluations.csv", "ckpt", "episodes"]
TENSOR = "dynamics.transition.kernel.mean"
EPISODE, PLACE = 1, 10
MOST_BYTES = 300_000


def stopped_run(program, folder):
    """Trains until a signal comes amid the fifth episode or a later one; returns the run, its
    checkpoint and what the manifest says."""
    for number in range(50):
        run = folder / str(number)
        process = subprocess.Popen(
            [program, *TRAIN, "--run", str(run)], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=dict(os.environ, OMP_NUM_THREADS="1"))
        while len(list(run.glob("episodes/*.safetensors"))) < 4:
            if process.poll() is not None:
                sys.exit(f"{program} ended with {process.returncode} before its fourth episode")
            time.sleep(0.01)
        time.sleep(random.uniform(0, 0.2))
        process.send_signal(signal.SIGTERM)
        process.wait()
        (checkpoint,) = run.glob("ckpt/step-*")
        manifest = json.loads((checkpoint / "manifest.json").read_text())
        if "open_episode" in manifest["generators"]:
            return run, checkpoint, manifest
    sys.exit("no run was stopped amid an episode")


def elements(path, name):
    """The elements of a tensor in a safetensors file."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    entry = json.loads(data[8:start])[name]
    first, end = entry["data_offsets"]
    kind = {"F32": "<f", "I64": "<q"}[entry["dtype"]]
    return [number for (number,) in struct.iter_unpack(kind, data[start + first:start + end])]


def facts(run, checkpoint, manifest):
    """Some numbers of a run."""
    episodes = manifest["episodes"]
    seen = elements(run / "episodes" / episodes[EPISODE]["name"], "observations")
    size = len(seen) // (episodes[EPISODE]["length"] + 1)
    with open(run / "evaluations.csv", newline="") as table:
        evaluations = list(csv.DictReader(table))
    return {
        "seed": SEED,
        "step": manifest["step"],
        "environment_steps": elements(
            checkpoint / "agent.safetensors", "count/environment_steps")[0],
        "episodes": len(episodes),
        "decisions": sum(episode["length"] for episode in episodes),
        "score": float(evaluations[-1]["score_mean"]),
        "tensor": TENSOR,
        "sum": math.fsum(elements(checkpoint / "model.safetensors", TENSOR)),
        "observation": {
            "episode": EPISODE, "place": PLACE, "values": seen[PLACE * size:(PLACE + 1) * size]},
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(HERE / ".build/release/orrery"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run, checkpoint, manifest = stopped_run(options.program, pathlib.Path(folder))
        target = RESOURCES / f"format-{manifest['format_version']}"
        if target.exists():
            sys.exit(f"{target} is there already, and stays as it is")
        for name in set(os.listdir(run)) - set(KEPT):
            file = run / name
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        size = sum(file.stat().st_size for file in run.rglob("*") if file.is_file())
        if size > MOST_BYTES:
            sys.exit(f"the run has {size} bytes, more than {MOST_BYTES}")
        numbers = json.dumps(facts(run, checkpoint, manifest), indent=2)
        shutil.copytree(run, target)
    target.with_suffix(".json").write_text(numbers + "\n")
    print(f"{target}: {size} bytes")


if __name__ == "__main__":
    main()

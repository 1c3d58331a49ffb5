#!/usr/bin/env python3
"""Runs `orrery simulate` and `orrery render` on damaged inputs, and counts their exit codes.

    Scripts/fuzz_commands.py --count 10000 [--seed 1] [--program .build/release/orrery]

The inputs are the tests' reference files, cut short, with values exchanged, removed and scaled in
the JSON or bytes changed in the text. Every run must end with 0 or 65 within a minute; others are
printed and their inputs kept in the folder that is named at the end. The tests run some dozens of
such inputs; this is for many.
"""
import argparse
import collections
import json
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent.parent
SUITE = HERE / "Tests/ControlSuiteTests/Resources"
FRAMES = HERE / "Tests/PlanarScenesTests/Resources/frames.json"
TASKS = ["cheetah_run", "walker_walk", "cartpole_swingup", "reacher_easy", "finger_spin",
         "ball_in_cup_catch"]
ODD = [None, True, False, 0, -1, 1e308, -1e308, 1e400, 5e-324, "", "x", "../../x", "a/b", "\0", [],
       {}, [[]], [None], 1e10, 1e11, 10 ** 29, "NaN"]
SIZES = ["1x1", "7x3", "64x64", "16x40"]


def sources():
    """Whole inputs, short enough to be fast."""
    result = []
    for task in TASKS:
        cases = json.loads((SUITE / f"{task}_cases.json").read_text())
        cases["cases"] = cases["cases"][:2]
        rollouts = json.loads((SUITE / f"{task}_rollouts.json").read_text())
        rollouts["rollouts"] = rollouts["rollouts"][:1]
        rollouts["rollouts"][0]["ctrl"] = rollouts["rollouts"][0]["ctrl"][:12]
        frames = json.loads(FRAMES.read_text())
        frames["frames"] = [frame for frame in frames["frames"] if frame["task"] == task][:1]
        result += [("simulate", task, cases), ("simulate", task, rollouts), ("render", task, frames)]
    return result


def paths(value, path=()):
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        yield from paths(part, path + (key,))


def damage_value(generator, whole):
    """Exchanges, removes, inserts and scales a few values."""
    whole = json.loads(json.dumps(whole))
    for _ in range(generator.choice([1, 1, 1, 2, 4])):
        places = list(paths(whole))
        if not places:
            break
        *way, key = generator.choice(places)
        holder = whole
        for step in way:
            holder = holder[step]
        kind = generator.randrange(6)
        if kind < 3:
            holder[key] = generator.choice(ODD)
        elif kind == 3:
            del holder[key]
        elif kind == 4 and isinstance(holder, list):
            holder.insert(key, generator.choice(ODD + holder))
        elif isinstance(holder[key], float):
            holder[key] *= generator.choice([-1, 10, 1e3, 1e6, 1e12])
    return whole


def damage_text(generator, text):
    """Changes, removes, inserts and repeats a few bytes."""
    for _ in range(generator.choice([1, 1, 3, 20])):
        if not text:
            break
        place = generator.randrange(len(text))
        kind = generator.randrange(5)
        if kind == 0:
            text[place] = generator.randrange(256)
        elif kind == 1:
            del text[place:place + generator.randrange(1, 50)]
        elif kind == 2:
            text[place:place] = generator.randbytes(generator.randrange(1, 6))
        elif kind == 3:
            del text[place:]
        else:
            text[place:place] = text[max(0, place - 40):place]
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", default=str(HERE / ".build/release/orrery"))
    options = parser.parse_args()
    generator, whole = random.Random(options.seed), sources()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="orrery-fuzz-"))
    codes, faults = collections.Counter(), 0
    for number in range(options.count):
        if number and number % 1000 == 0:
            print(f"{number} of {options.count}, {faults} faults", flush=True)
        command, task, source = generator.choice(whole)
        value = damage_value(generator, source) if generator.random() < 0.75 else source
        text = bytearray(json.dumps(value).encode())
        if generator.random() < 0.35:
            text = damage_text(generator, text)
        (folder / "input.json").write_bytes(text)
        line = [options.program, command, task, "--from", str(folder / "input.json"), "--output",
                str(folder / ("output.json" if command == "simulate" else "pictures"))]
        if command == "render":
            line += ["--size", generator.choice(SIZES)] + ["--segmentation"][:generator.randrange(2)]
        try:
            run = subprocess.run(line, capture_output=True, timeout=60)
            code, words = run.returncode, run.stderr[-300:]
        except subprocess.TimeoutExpired:
            code, words = "timeout", b""
        codes[command, code] += 1
        if code not in (0, 65):
            faults += 1
            (folder / f"fault_{number}.json").write_bytes(text)
            print(command, task, code, words, flush=True)
    for (command, code), count in sorted(codes.items(), key=str):
        print(f"{command} ended with {code}: {count}")
    print(f"{faults} faults; inputs in {folder}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

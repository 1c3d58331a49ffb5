#!/usr/bin/env python3
"""Regenerates the physics reference data in Tests/ControlSuiteTests/Resources.

The data come from the public packages `mujoco` and `dm_control` of PyPI; nothing
of their source is copied.  The pair used here is

    pip install mujoco==3.17.0 dm_control==1.0.50 numpy pillow

(dm_control 1.0.50 cannot load a model under mujoco 4.0.0, whose MjModel lost a
field that dm_control's indexer asks for, so mujoco must be pinned.)

    MUJOCO_GL=osmesa python Scripts/make_reference.py --out DIR   # everything but speed
    MUJOCO_GL=osmesa python Scripts/make_reference.py --out DIR --only cases
        # one of facts, cases, rollouts, frames and random
    python Scripts/make_reference.py --out DIR --only speed   # rewrites speed.json only

Options --seed, --cases and --rollouts change the random draw; a test set that the
authors of an engine should not see is made by calling it with another seed and
another --out.  Everything is deterministic for a given seed, version and CPU.

Numbers are written as the shortest decimal that reads back to the same float64
(at most 17 significant digits).  Inputs (states and controls) are rounded to 6
decimals before they are used, so they are short in the files and exact.

Files per task T: T.json (facts of the compiled model and of the task),
T_cases.json (single states), T_rollouts.json (trajectories).
"""
import argparse
import os
import sys

from reference.cases import cases
from reference.frames import frames
from reference.model_facts import facts
from reference.output import write
from reference.random_policy import random_policy
from reference.rollouts import rollouts
from reference.speed import speed
from reference.tasks import TASKS


def main():
    """Reads the options and writes what they ask for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=".")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--rollouts", type=int, default=6)
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--frames", type=int, nargs=2, default=[12, 3], metavar=("CHEETAH", "OTHER"))
    parser.add_argument("--only", choices=["facts", "cases", "rollouts", "frames", "random", "speed"])
    parser.add_argument("--tasks", nargs="*", default=list(TASKS))
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    want = [options.only] if options.only else ["facts", "cases", "rollouts", "frames", "random"]
    for task in options.tasks:
        if "facts" in want:
            write(os.path.join(options.out, task + ".json"), facts(task, options.seed))
        if "cases" in want:
            write(os.path.join(options.out, task + "_cases.json"), cases(task, options.seed, options.cases))
        if "rollouts" in want:
            write(os.path.join(options.out, task + "_rollouts.json"),
                  rollouts(task, options.seed, options.rollouts, options.steps))
    if "frames" in want:
        frames(options.out, options.seed, *options.frames)
    if "random" in want:
        random_policy(options.out, options.seed)
    if "speed" in want:
        speed(options.out)
    sys.stdout.flush()
    os._exit(0)   # the GL wrapper's exit hooks raise in this version


if __name__ == "__main__":
    main()

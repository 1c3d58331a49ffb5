#!/usr/bin/env python3
"""Times MuJoCo's steps on the suite's tasks, for `orrery bench physics --mujoco`.

Reads names of tasks, one a line, and answers each with the seconds of a physics step: the least of
eight runs of 4000 steps under random controls, in one thread, all in C. Needs

    pip install mujoco==3.17.0 dm_control==1.0.50
"""
import logging
import os
import sys
import time
import warnings

os.environ.setdefault("MUJOCO_GL", "disable")
logging.disable(logging.WARNING)
warnings.simplefilter("ignore")

import mujoco  # noqa: E402
import numpy as np  # noqa: E402
from dm_control import suite  # noqa: E402
from mujoco import rollout  # noqa: E402

STEPS = 4000


def seconds_per_step(task):
    domain, _, goal = task.replace("-", "_").rpartition("_")
    env = suite.load(domain, goal, task_kwargs=dict(random=5))
    env.reset()
    model, data = env.physics.model.ptr, env.physics.data.ptr
    substeps = env._n_sub_steps
    spec = mujoco.mjtState.mjSTATE_FULLPHYSICS
    state = np.zeros(mujoco.mj_stateSize(model, spec))
    draws = np.random.default_rng(7)
    best = float("inf")
    for _ in range(8):
        env.reset()
        mujoco.mj_getState(model, data, state, spec)
        controls = draws.uniform(-1, 1, (1, STEPS // substeps, model.nu)).repeat(substeps, axis=1)
        start = time.perf_counter()
        rollout.rollout(model, [data], state[None], controls)
        best = min(best, (time.perf_counter() - start) / controls.shape[1])
    return best


for line in sys.stdin:
    print(seconds_per_step(line.strip()), flush=True)

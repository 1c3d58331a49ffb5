"""What steps and pictures cost."""
import os
import platform
import time

import mujoco
import numpy as np

from reference.environment import load, model_and_data
from reference.output import versions, write
from reference.tasks import TASKS


def speed(outdir):
    """Single-thread costs; run it alone on an idle core."""
    from mujoco import rollout as native_rollout
    result = dict(versions=versions(), machine=dict(cpu=cpu_name(), cores=os.cpu_count()),
                  gl=os.environ.get("MUJOCO_GL", ""), tasks=[])
    for task in TASKS:
        env = load(task, 5)
        m, d = model_and_data(env)
        substeps = env._n_sub_steps
        rng = np.random.default_rng(7)
        n_steps = 4000
        spec = mujoco.mjtState.mjSTATE_FULLPHYSICS
        best, state = 1e9, np.zeros(mujoco.mj_stateSize(m, spec))
        for rep in range(15):
            env.reset()
            mujoco.mj_getState(m, d, state, spec)
            controls = rng.uniform(-1, 1, (1, n_steps // substeps, m.nu)).repeat(substeps, axis=1)
            t = time.perf_counter()
            native_rollout.rollout(m, [d], state[None], controls)
            best = min(best, (time.perf_counter() - t) / controls.shape[1])
        held = 1e9
        for rep in range(15):
            env.reset()
            t = time.perf_counter()
            for k in range(40):
                d.ctrl[:] = rng.uniform(-1, 1, m.nu)
                mujoco.mj_step(m, d, 100)
            held = min(held, (time.perf_counter() - t) / 4000)
        action_repeat = TASKS[task]["planet_repeat"]
        decision = 1e9
        for r in range(15):
            env.reset()
            actions = rng.uniform(-1, 1, (100, m.nu))
            t = time.perf_counter()
            for a in actions:
                for _ in range(action_repeat):
                    env.step(a)
            decision = min(decision, (time.perf_counter() - t) / len(actions))
        row = dict(task=task, us_per_mj_step=1e6 * best, mj_steps_per_second=1 / best,
                   us_per_mj_step_ctrl_held_100=1e6 * held, substeps=substeps, action_repeat=action_repeat,
                   us_per_dm_env_step=1e6 * decision / action_repeat, us_per_decision=1e6 * decision)
        try:
            env.reset()
            for _ in range(3):
                env.physics.render(64, 64, camera_id=0)
            times = []
            for _ in range(40):
                mujoco.mj_step(m, d, substeps)
                mujoco.mj_forward(m, d)
                t = time.perf_counter()
                env.physics.render(64, 64, camera_id=0)
                times.append(time.perf_counter() - t)
            row["us_per_render_64x64"] = 1e6 * min(times)
            row["us_per_render_64x64_median"] = 1e6 * float(np.median(times))
        except Exception:
            row["us_per_render_64x64"] = None
        result["tasks"].append(row)
        print(row)
    write(os.path.join(outdir, "speed.json"), result)


def cpu_name():
    """The name of the machine's processor."""
    try:
        return [x.split(":")[1].strip() for x in open("/proc/cpuinfo") if x.startswith("model name")][0]
    except Exception:
        return platform.processor()

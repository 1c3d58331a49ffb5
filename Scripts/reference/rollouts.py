"""Trajectories under recorded controls."""
import mujoco
import numpy as np

from reference.controls import control_series
from reference.environment import load, model_and_data, set_state, target_id
from reference.output import flatten, floats, rounded, versions
from reference.states import STATES, cheetah_states, walker_states
from reference.tasks import TASKS


def rollout_start(rng, task, env, index):
    """Even indices: an environment reset.  Odd ones: some other state."""
    m, d = model_and_data(env)
    env.reset()
    if index % 2 == 0:
        return "reset", rounded(d.qpos), rounded(d.qvel)
    if task in ("cheetah_run", "walker_walk"):
        f = cheetah_states if task == "cheetah_run" else walker_states
        _, q, v, _ = f(rng, env, 1)[0]
        return "air", q, rounded(v * 0.3)
    if task == "ball_in_cup_catch":
        q = rounded([0.02, -0.03, 0.02, 0.6 - 0.03 - 0.2 - 0.06])
        return "ball in the cup", q, rounded(rng.normal(size=4) * 0.05)
    _, q, v, _ = STATES[task](rng, env, 3)[2 if task == "finger_spin" else 1]
    return "random", q, rounded(v * 0.5)


def rollouts(task, seed, n, physics_steps):
    """What T_rollouts.json holds: `n` trajectories with states, contacts, rewards and observations."""
    rng = np.random.default_rng([seed, 2, list(TASKS).index(task)])
    env = load(task, int(rng.integers(1 << 30)))
    m, d = model_and_data(env)
    substeps = env._n_sub_steps
    kinds = ["smooth", "noise", "noise", "smooth", "bang", "bang"]
    out = []
    for i in range(n):
        start, q, v = rollout_start(rng, task, env, i)
        n_controls = physics_steps // substeps
        u = control_series(rng, kinds[i % len(kinds)], n_controls, m.nu)
        result = dict(kind=kinds[i % len(kinds)], start=start, substeps=substeps, qpos0=floats(q),
                      qvel0=floats(v))
        if task == "reacher_easy":
            result["target"] = floats(m.geom_pos[target_id(m), :2])
        set_state(m, d, q, v, np.zeros(m.nu))
        mujoco.mj_forward(m, d)
        result["obs0"] = floats(flatten(env.task.get_observation(env.physics)))
        steps, qpos, qvel, ncon, rewards, obs = [], [], [], [], [], []
        k = 0
        for a in u:
            d.ctrl[:] = a
            for _ in range(substeps):
                mujoco.mj_step(m, d)
                k += 1
                if k <= 20 or k % 10 == 0:
                    # contacts of the state reached, counted in a scratch copy
                    s = mujoco.MjData(m)
                    s.qpos[:] = d.qpos
                    mujoco.mj_fwdPosition(m, s)
                    steps.append(k)
                    qpos.append(floats(d.qpos))
                    qvel.append(floats(d.qvel))
                    ncon.append(int(s.ncon))
            mujoco.mj_step1(m, d)
            rewards.append(float(env.task.get_reward(env.physics)))
            if len(rewards) <= 5 or len(rewards) % 10 == 0:
                obs.append(dict(control_step=len(rewards),
                                obs=floats(flatten(env.task.get_observation(env.physics)))))
        # the same through the public interface must agree bit for bit
        set_state(m, d, q, v, np.zeros(m.nu))
        mujoco.mj_forward(m, d)
        env._reset_next_step, env._step_count = False, 0
        for a in u:
            ts = env.step(a)
        assert np.array_equal(d.qpos, qpos[-1]) and ts.reward == rewards[-1], task
        assert np.array_equal(flatten(ts.observation), obs[-1]["obs"]), task
        result.update(ctrl=[floats(a) for a in u], step=steps, qpos=qpos, qvel=qvel, ncon=ncon,
                      reward=rewards, obs=obs)
        out.append(result)
    return dict(about="trajectories; ctrl row k is held for `substeps` physics steps; "
                      "step counts physics steps done",
                versions=versions(), task=task, seed=seed if seed == 1 else "other",
                physics_steps=physics_steps, rollouts=out)

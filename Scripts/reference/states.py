"""Random states of each task: free, at limits and in contact."""
import mujoco
import numpy as np

from reference.controls import random_control
from reference.environment import load, model_and_data
from reference.output import rounded


def lowest_height(m, d, geoms):
    """Smallest height of the given capsules/spheres above z = 0."""
    best = 1e9
    for g in geoms:
        z, r = d.geom_xpos[g, 2], m.geom_size[g, 0]
        if m.geom_type[g] == mujoco.mjtGeom.mjGEOM_CAPSULE:
            z = z - abs(d.geom_xmat[g].reshape(3, 3)[2, 2]) * m.geom_size[g, 1]
        best = min(best, z - r)
    return best


def speed_scale(rng):
    """A random size of velocities, from rest to fast."""
    return [0.0, 0.3, 1.0, 3.0, 8.0][rng.integers(5)]


def joint_positions(rng, m, beyond):
    """Limited joints within the range, or up to `beyond` rad/m outside of it."""
    lo, hi = m.jnt_range.T
    q = rng.uniform(lo, hi)
    if beyond:
        k = rng.integers(1, 4)
        for j in rng.permutation(np.nonzero(m.jnt_limited)[0])[:k]:
            # impedance ramps end at 0.001 and 0.01
            e = rng.choice([0.0015, 0.012, beyond]) * rng.uniform(0, 1)
            q[j] = lo[j] - e if rng.integers(2) else hi[j] + e
    return np.where(m.jnt_limited, q, 0.0)


def legged_states(rng, env, n, kinds, rootz, rooty):
    """States of the cheetah or the walker; qpos[rootz] is the root's height, qpos[rooty] its pitch."""
    m, d = model_and_data(env)
    geoms = [g for g in range(m.ngeom) if m.geom_bodyid[g] > 0]
    out = []
    while len(out) < n:
        kind = kinds[len(out) % len(kinds)]
        q = joint_positions(rng, m, 0.25 if "limit" in kind else 0.0)
        q[rooty] = rng.uniform(-np.pi, np.pi) if rng.integers(2) else rng.normal() * 0.3
        q[0 if rootz == 1 else 1] = rng.uniform(-2, 20)
        d.qpos[:] = q
        d.qpos[rootz] = 0
        mujoco.mj_fwdPosition(m, d)
        low = lowest_height(m, d, geoms)
        if "contact" in kind:
            q[rootz] = -low - rng.choice([0.0012, 0.01, 0.03]) * rng.uniform(-0.05, 1)
        else:
            q[rootz] = -low + rng.uniform(0.1, 1.0)
        q = rounded(q)
        if kind.startswith("self"):
            d.qpos[:] = q
            mujoco.mj_fwdPosition(m, d)
            pairs = [c for c in d.contact[:d.ncon] if m.geom_bodyid[c.geom1] and m.geom_bodyid[c.geom2]]
            crossing = any(abs(c.frame[1]) > 0.5 for c in pairs)
            if not pairs or (kind == "self-crossing") != crossing:
                continue
        out.append((kind, q, rounded(rng.normal(size=m.nv) * speed_scale(rng)), random_control(rng, m.nu)))
    return out


def cheetah_states(rng, env, n):
    """Cheetahs in the air, on the ground, at limits, and touching themselves, a few with crossing parts."""
    return legged_states(rng, env, n,
                         ["air", "air-limit", "contact", "contact", "contact-limit", "contact", "contact",
                          "self", "contact", "contact-limit"],
                         1, 2) + \
        legged_states(rng, env, max(3, n // 25), ["self-crossing"], 1, 2)


def walker_states(rng, env, n):
    """Walkers in the air, on the ground and at limits."""
    return legged_states(rng, env, n,
                         ["air", "air-limit", "contact", "contact", "contact-limit", "contact", "contact",
                          "contact", "contact", "contact-limit"],
                         0, 2)


def cartpole_states(rng, env, n):
    """Carts along the track, every third one near an end of it."""
    out = []
    for i in range(n):
        x = (rng.uniform(-1.8, 1.8) if i % 3
             else rng.choice([-1, 1]) * (1.8 + rng.choice([0.0015, 0.05]) * rng.uniform(-0.2, 1)))
        q = np.array([x, rng.uniform(-7, 7)])
        out.append(("limit" if i % 3 == 0 else "free", rounded(q),
                    rounded(rng.normal(size=2) * speed_scale(rng)), random_control(rng, 1)))
    return out


def reacher_states(rng, env, n):
    """Arms in any pose, every third one with the wrist beyond a limit."""
    m, _ = model_and_data(env)
    out = []
    for i in range(n):
        q = joint_positions(rng, m, 0.1 if i % 3 == 0 else 0)
        q[0] = rng.uniform(-4, 4)
        out.append(("limit" if i % 3 == 0 else "free", rounded(q),
                    rounded(rng.normal(size=2) * speed_scale(rng)), random_control(rng, 2)))
    return out


def finger_states(rng, env, n):
    """Fingers apart from the spinner, touching it and deep in it, and at limits."""
    m, d = model_and_data(env)
    kinds = ["free", "limit", "contact", "contact", "contact", "contact", "limit", "contact", "contact",
             "deep", "contact", "contact", "contact", "parallel"]
    out = []
    while len(out) < n:
        kind = kinds[len(out) % len(kinds)]
        q = joint_positions(rng, m, 0.1 if "limit" in kind else 0.0)
        q[2] = rng.uniform(-7, 7)
        if kind == "parallel":  # finger tip and spinner axes within 1e-6 rad: two contacts per pair
            q[2] = q[0] + q[1] + np.pi / 2 + np.pi * rng.integers(2)
        q = rounded(q)
        d.qpos[:] = q
        mujoco.mj_fwdPosition(m, d)
        depth = min([c.dist for c in d.contact[:d.ncon]], default=0.0)
        ok = {"free": d.ncon == 0, "limit": d.ncon == 0}.get(kind, d.ncon > 0 and -0.03 < depth < 0)
        if kind == "deep":
            ok = -0.06 < depth < -0.03
        if ok:
            v = rng.normal(size=3) * speed_scale(rng) * np.array([1, 1, 3])
            out.append((kind, q, rounded(v), random_control(rng, 2)))
    return out


def cup_states(rng, env, n):
    """Balls in flight, on the stretched string, in and at the cup, and on the ground."""
    m, d = model_and_data(env)
    kinds = ["free", "tendon", "tendon", "cup", "cup-shallow", "cup", "ground", "cup-ground", "tendon",
             "cup-shallow"]
    out = []
    while len(out) < n:
        kind = kinds[len(out) % len(kinds)]
        q = np.zeros(4)
        q[:2] = rng.uniform(-0.3, 0.3, 2)
        if kind == "cup-ground":
            q[1] = -0.6 + 0.108 + rng.uniform(-0.012, 0.004)
        cup = np.array([q[0], 0.6 + q[1]])
        site = cup + [0, -0.108]
        if kind in ("free", "tendon"):
            a = rng.uniform(0, 2 * np.pi)
            r = (rng.uniform(0.05, 0.295) if kind == "free"
                 else 0.3 + rng.choice([0.0012, 0.02]) * rng.uniform(-0.05, 1))
            ball = site + r * np.array([np.cos(a), np.sin(a)])
        elif kind == "ground":
            ball = np.array([rng.uniform(-0.3, 0.3),
                             0.025 - rng.choice([0.0012, 0.015]) * rng.uniform(-0.05, 1)])
            q[1] = ball[1] + 0.108 + rng.uniform(-0.25, 0.305) - 0.6
        else:
            ball = cup + [rng.uniform(-0.09, 0.09), rng.uniform(-0.14, 0.03)]
        q[2:] = ball - [0, 0.2]
        q = rounded(q)
        d.qpos[:] = q
        mujoco.mj_fwdPosition(m, d)
        con = list(d.contact[:d.ncon])
        depth = min([c.dist for c in con], default=0.0)
        ok = {"free": d.ncon == 0 and d.ten_length[0] < 0.3, "tendon": d.ncon == 0}.get(
            kind, d.ncon > 0 and depth > -0.02)
        if kind.startswith("cup") and ok:
            ok = any(2 in (m.geom_type[c.geom1], m.geom_type[c.geom2]) for c in con) or kind == "cup-ground"
        if kind == "cup-shallow":
            ok = ok and depth > -0.0012
        if ok:
            out.append((kind, q, rounded(rng.normal(size=4) * min(3.0, speed_scale(rng))),
                        random_control(rng, 2)))
    return out


# Each task's function of (rng, env, n), which returns tuples of kind, qpos, qvel and ctrl.
STATES = dict(cheetah_run=cheetah_states, walker_walk=walker_states, cartpole_swingup=cartpole_states,
              reacher_easy=reacher_states, finger_spin=finger_states, ball_in_cup_catch=cup_states)


def visited_states(rng, task, n):
    """States met by the real environment under random controls, rounded."""
    env = load(task, int(rng.integers(1 << 30)))
    m, d = model_and_data(env)
    out, u = [], np.zeros(m.nu)
    while len(out) < n:
        env.reset()
        for k in range(int(rng.integers(20, 200))):
            u = 0.8 * u + 0.5 * rng.normal(size=m.nu)
            d.ctrl[:] = np.clip(u, -1, 1)
            mujoco.mj_step(m, d, env._n_sub_steps)
        out.append(("visited", rounded(d.qpos), rounded(d.qvel), random_control(rng, m.nu)))
    return out

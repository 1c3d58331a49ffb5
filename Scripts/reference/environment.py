"""A task's environment, the MuJoCo model and data behind it, and the names in them."""
import mujoco
from dm_control import suite

from reference.tasks import TASKS


def load(task, seed):
    """The environment of a task, reset once, whose own draws follow `seed`."""
    entry = TASKS[task]
    env = suite.load(entry["domain"], entry["task"], task_kwargs=dict(random=seed))
    env.reset()
    return env


def model_and_data(env):
    """Raw MjModel and MjData behind a dm_control environment."""
    return env.physics.model.ptr, env.physics.data.ptr


def set_state(m, d, q, v, u):
    """Puts a state and a control in, with everything else as at the start."""
    mujoco.mj_resetData(m, d)   # also zeroes qacc_warmstart and time
    d.qpos[:] = q
    d.qvel[:] = v
    d.ctrl[:] = u


def target_id(m):
    """The number of the reacher's target among the geoms."""
    return mujoco.mj_name2id(m, mujoco.mjtObj.mjOBJ_GEOM, "target")


def name_of(m, kind, i):
    """The name of object `i` of a kind such as "GEOM", or "#i" if it has none; None for no object."""
    if i < 0:
        return None
    return mujoco.mj_id2name(m, getattr(mujoco.mjtObj, "mjOBJ_" + kind), i) or ("#%d" % i)


def enum_name(enumeration, value, prefix):
    """The name of an enumeration's value in lower case, without the prefix that all of them have."""
    return enumeration(int(value)).name.replace(prefix, "").lower()

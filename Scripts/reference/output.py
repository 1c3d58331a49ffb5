"""Numbers as the files hold them, and the writing of the files."""
import json
import os
import platform
from importlib.metadata import version

import mujoco
import numpy as np


def rounded(x):
    """The numbers rounded to 6 decimals, without negative zeros: inputs that are short and exact."""
    return np.round(np.asarray(x, float), 6) + 0.0


def floats(x):
    """The numbers as nested lists of Python floats, which JSON can hold."""
    return np.asarray(x, float).tolist()


def flatten(obs):
    """The entries of an observation in order, as one vector."""
    return np.concatenate([np.ravel(v) for v in obs.values()])


def versions():
    """The versions of the packages that made a file."""
    return dict(mujoco=mujoco.__version__, dm_control=version("dm_control"),
                numpy=np.__version__, python=platform.python_version())


def write(path, obj):
    """Writes JSON, one element of the top-level lists per line: diffable and still compact."""
    def dump(x):
        """A value as JSON on one line."""
        return json.dumps(x, separators=(",", ":"), allow_nan=False)

    with open(path, "w") as f:
        f.write("{\n")
        keys = list(obj)
        for i, k in enumerate(keys):
            v = obj[k]
            end = ",\n" if i + 1 < len(keys) else "\n"
            if isinstance(v, list) and v and isinstance(v[0], (dict, list)):
                f.write(dump(k) + ":[\n" + ",\n".join(dump(e) for e in v) + "\n]" + end)
            else:
                f.write(dump(k) + ":" + dump(v) + end)
        f.write("}\n")
    print("%9d  %s" % (os.path.getsize(path), os.path.basename(path)))

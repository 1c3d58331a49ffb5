"""Returns of random behaviour."""
import os

import numpy as np

from reference.environment import load
from reference.output import versions, write
from reference.tasks import TASKS


def random_policy(outdir, seed, episodes=40):
    """Writes returns of uniform random actions with PlaNet's action repeat.

    They are a statistical check of a whole environment.
    """
    result = dict(about="undiscounted return of whole episodes; every action drawn uniformly from the action "
                        "range and held for action_repeat control steps",
                  versions=versions(), tasks=[])
    for task in TASKS:
        rng = np.random.default_rng([seed, 4, list(TASKS).index(task)])
        action_repeat, out = TASKS[task]["planet_repeat"], []
        env = load(task, int(rng.integers(1 << 30)))
        spec = env.action_spec()
        for _ in range(episodes):
            ts, total = env.reset(), 0.0
            for _ in range(1000 // action_repeat):
                a = rng.uniform(spec.minimum, spec.maximum)
                for _ in range(action_repeat):
                    ts = env.step(a)
                    total += ts.reward
            out.append(total)
        result["tasks"].append(dict(task=task, action_repeat=action_repeat, episodes=episodes,
                                    mean=float(np.mean(out)), std=float(np.std(out, ddof=1)),
                                    returns=[round(x, 6) for x in out]))
        print(task, np.mean(out), np.std(out))
    write(os.path.join(outdir, "random_policy.json"), result)

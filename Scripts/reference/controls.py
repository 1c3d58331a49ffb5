"""Random controls."""
import numpy as np

from reference.output import rounded


def random_control(rng, nu):
    """One control: mostly within the range, one in ten may go beyond it, one in ten is zero."""
    u = rng.uniform(-1, 1, nu)
    k = rng.integers(10)
    if k == 0:
        u = rng.uniform(-2, 2, nu)   # beyond the range: tests the clamp
    elif k == 1:
        u = np.zeros(nu)
    return rounded(u)


def control_series(rng, kind, n, nu):
    """`n` controls in a row of a kind: noise, bang (from end to end) or smooth."""
    if kind == "noise":
        u = rng.uniform(-1, 1, (n, nu))
    elif kind == "bang":
        u = np.zeros((n, nu))
        k = 0
        while k < n:
            w = int(rng.integers(3, 25))
            u[k:k + w] = rng.choice([-1.0, 1.0], nu)
            k += w
    else:  # smooth: sum of sines with random phases
        t = np.arange(n)[:, None, None]
        period = rng.uniform(12, 80, (1, nu, 4))
        u = (rng.normal(size=(1, nu, 4))
             * np.sin(2 * np.pi * (t / period + rng.uniform(0, 1, (1, nu, 4))))).sum(-1) * 0.5
    return rounded(np.clip(u, -1, 1))

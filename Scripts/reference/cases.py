"""Single states, and what MuJoCo computes from each."""
import mujoco
import numpy as np

from reference.environment import enum_name, load, model_and_data, set_state, target_id
from reference.output import flatten, floats, rounded, versions
from reference.states import STATES, visited_states
from reference.tasks import TASKS


def full_mass_matrix(m, d):
    """The mass matrix, dense."""
    M = np.zeros((m.nv, m.nv))
    mujoco.mj_fullM(m, d, M)
    return M


def dense_jacobian(m, d):
    """The Jacobian of the constraints, dense, a row for each."""
    J = np.asarray(d.efc_J, float)
    if J.size == d.nefc * m.nv:
        return J.reshape(d.nefc, m.nv)
    out = np.zeros((d.nefc, m.nv))
    for i in range(d.nefc):
        a, n = d.efc_J_rowadr[i], d.efc_J_rownnz[i]
        out[i, d.efc_J_colind[a:a + n]] = np.ravel(d.efc_J)[a:a + n]
    return out


def contacts(m, d):
    """The contacts of a state with their forces."""
    out = []
    for i in range(d.ncon):
        c = d.contact[i]
        f = np.zeros(6)
        if d.nefc:
            mujoco.mj_contactForce(m, d, i, f)
        out.append(dict(geom=[int(c.geom1), int(c.geom2)], dist=float(c.dist), pos=floats(c.pos),
                        frame=floats(c.frame), force=floats(f[:3])))
    return out


def cases(task, seed, n):
    """What T_cases.json holds: `n` single states with the forces, the accelerations and the next state."""
    rng = np.random.default_rng([seed, 1, list(TASKS).index(task)])
    env = load(task, int(rng.integers(1 << 30)))
    m, d = model_and_data(env)
    n_visited = n // 8
    states = STATES[task](rng, env, n - n_visited) + visited_states(rng, task, n_visited)
    tolerance, iterations, line_tolerance = m.opt.tolerance, m.opt.iterations, m.opt.ls_tolerance
    out, n_detailed = [], 0
    for kind, q, v, u in states:
        c = dict(kind=kind, qpos=floats(q), qvel=floats(v), ctrl=floats(u))
        if task == "reacher_easy":
            p = rounded([rng.uniform(-0.15, 0.15), rng.uniform(-0.15, 0.15)])
            m.geom_pos[target_id(m), :2] = p
            c["target"] = floats(p)
        # converged answer first: same problem, solver run to the end
        m.opt.tolerance, m.opt.iterations, m.opt.ls_tolerance = 0.0, 500, 1e-10
        set_state(m, d, q, v, u)
        mujoco.mj_forward(m, d)
        exact = np.array(d.qacc)
        m.opt.tolerance, m.opt.iterations, m.opt.ls_tolerance = tolerance, iterations, line_tolerance
        set_state(m, d, q, v, u)
        mujoco.mj_forward(m, d)
        c.update(qM=floats(full_mass_matrix(m, d)), qfrc_bias=floats(d.qfrc_bias),
                 qfrc_passive=floats(d.qfrc_passive), qfrc_actuator=floats(d.qfrc_actuator),
                 qfrc_constraint=floats(d.qfrc_constraint), qacc_smooth=floats(d.qacc_smooth),
                 qacc=floats(d.qacc), qacc_converged=floats(exact), contacts=contacts(m, d), nefc=int(d.nefc),
                 obs=floats(flatten(env.task.get_observation(env.physics))),
                 reward=float(env.task.get_reward(env.physics)))
        if m.nsensor:
            c["sensordata"] = floats(d.sensordata)
        if d.nefc and n_detailed < max(12, n // 5):
            n_detailed += 1
            J = dense_jacobian(m, d)
            c["efc"] = [
                dict(type=enum_name(mujoco.mjtConstraint, d.efc_type[i], "mjCNSTR_"), id=int(d.efc_id[i]),
                     J=floats(J[i]), pos=float(d.efc_pos[i]), margin=float(d.efc_margin[i]),
                     vel=float(d.efc_vel[i]), aref=float(d.efc_aref[i]), R=float(d.efc_R[i]),
                     imp=float(d.efc_KBIP[i, 2]), force=float(d.efc_force[i]))
                for i in range(d.nefc)]
        set_state(m, d, q, v, u)
        mujoco.mj_step(m, d)
        c["next_qpos"], c["next_qvel"] = floats(d.qpos), floats(d.qvel)
        if np.all(np.isfinite(d.qpos)) and d.time > 0:
            out.append(c)
    return dict(about="independent states: forward pass and one physics step, "
                      "both from a cold start (qacc_warmstart = 0)",
                versions=versions(), task=task, seed=seed if seed == 1 else "other", cases=out)

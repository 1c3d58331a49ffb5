#!/usr/bin/env python3
"""Regenerates the physics reference data in Tests/ControlSuiteTests/Resources.

The data come from the public packages `mujoco` and `dm_control` of PyPI; nothing
of their source is copied.  The pair used here is

    pip install mujoco==3.17.0 dm_control==1.0.50 numpy pillow

(dm_control 1.0.50 cannot load a model under mujoco 4.0.0, whose MjModel lost a
field that dm_control's indexer asks for, so mujoco must be pinned.)

    MUJOCO_GL=osmesa python Scripts/make_reference.py --out DIR                # everything but speed
    MUJOCO_GL=osmesa python Scripts/make_reference.py --out DIR --only cases   # facts|cases|rollouts|frames|random
    python Scripts/make_reference.py --out DIR --only speed                    # rewrites speed.json only

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
import json
import logging
import os
import platform
import sys
import time
import warnings

import numpy as np

logging.disable(logging.WARNING)
warnings.simplefilter("ignore")

import mujoco  # noqa: E402
from dm_control import suite  # noqa: E402

# ----------------------------------------------------------------- the six tasks
# planet_repeat: number of dm_control control steps PlaNet applied one action for.
TASKS = {
    "cheetah_run": dict(
        domain="cheetah", task="run", plane="xz", planet_repeat=4,
        observation=[
            ["position", "qpos[1:9]  (root x left out)"],
            ["velocity", "qvel[0:9]"]],
        reward="v = x-velocity of the whole-model centre of mass (sensor torso_subtreelinvel[0]); "
               "reward = 1 if v >= 10 else max(0, v/10)   [0 for v <= 0]",
        reset=["qpos = qpos0 (all zeros), qvel = 0, ctrl = 0; forward pass (this caches M, bias, "
               "constraints of that state)",
               "draw qpos[j] ~ U(range_j) for the 6 limited joints in joint order (one vectorised call of "
               "RandomState.uniform(lower, upper)); root joints stay 0",
               "advance 200 physics steps with ctrl = 0 WITHOUT a forward pass first: the very first of "
               "the 200 steps uses the accelerations of the cached qpos0 state (they are computed by the "
               "second half of a step only) and adds the velocity to the randomised qpos",
               "set time = 0, forward pass with actuation disabled"]),
    "cartpole_swingup": dict(
        domain="cartpole", task="swingup", plane="xz", planet_repeat=8,
        observation=[
            ["position", "[qpos[0], cos(qpos[1]), sin(qpos[1])]  (zz and xz entries of the pole's rotation matrix)"],
            ["velocity", "qvel[0:2]"]],
        reward="upright = (cos(qpos[1]) + 1)/2; centered = (1 + 10^(-(qpos[0]/2)^2))/2; "
               "small_control = (4 + max(0, 1 - ctrl^2))/5 with ctrl as it was set (not clamped to the range); "
               "small_velocity = (1 + 10^(-(qvel[1]/5)^2))/2; "
               "reward = upright*small_control*small_velocity*centered",
        reset=["qpos[0] = 0.01*randn(); qpos[1] = pi + 0.01*randn(); one empty randn(0) call; "
               "qvel = 0.01*randn(2)"]),
    "reacher_easy": dict(
        domain="reacher", task="easy", plane="xy", planet_repeat=4,
        observation=[
            ["position", "qpos[0:2]"],
            ["to_target", "target_xy - finger_xy (world)"],
            ["velocity", "qvel[0:2]"]],
        reward="reward = 1 if |target_xy - finger_xy| <= 0.05 + 0.01 else 0",
        reset=["shoulder (unlimited hinge): qpos[0] ~ U(-pi, pi); wrist (limited): qpos[1] ~ U(range); qvel = 0",
               "target: angle ~ U(0, 2 pi), radius ~ U(0.05, 0.20); x = radius*sin(angle), y = radius*cos(angle)"]),
    "finger_spin": dict(
        domain="finger", task="spin", plane="xz", planet_repeat=2,
        observation=[
            ["position", "[qpos[0], qpos[1], tip_x - hinge_x, tip_z - hinge_z]  (tip = site 0.13 along the spinner)"],
            ["velocity", "qvel[0:3]"],
            ["touch", "[ln(1 + touchtop), ln(1 + touchbottom)]; a touch value is the sum of contact normal forces "
                      "that the sensor's ellipsoid sees; it dates from the LAST physics sub-step's forward pass, "
                      "i.e. from the state before the last integration, unlike everything else"]],
        reward="reward = 1 if qvel[2] <= -15 else 0",
        reset=["the damping of the spinner hinge is set to 0.03 at run time (the model file says 0.5)",
               "repeat: proximal, distal ~ U(range), hinge ~ U(-pi, pi) in joint order, until a forward pass finds 0 contacts; qvel = 0"]),
    "ball_in_cup_catch": dict(
        domain="ball_in_cup", task="catch", plane="xz", planet_repeat=4,
        observation=[["position", "qpos[0:4]"], ["velocity", "qvel[0:4]"]],
        reward="d = |target_site_xz - ball_xz| per axis, the site being at cup + (0, -0.05); "
               "reward = 1 if d_x < 0.05 - 0.025 and d_z < 0.05 - 0.025 else 0",
        reset=["repeat: qpos[2] (ball_x) ~ U(-0.2, 0.2), qpos[3] (ball_z) ~ U(0.2, 0.5) until a forward pass finds 0 contacts "
               "(all contacts count, so a ball that touches a cup part is redrawn); cup at 0; qvel = 0"]),
    "walker_walk": dict(
        domain="walker", task="walk", plane="xz", planet_repeat=2,
        observation=[
            ["orientations", "for each of the 7 bodies in order: (xx, xz) entries of its world rotation matrix = (cos a, sin a), "
                             "a = rotation of the body about +y"],
            ["height", "world z of the torso body frame (= 1.3 + qpos[0])"],
            ["velocity", "qvel[0:9]"]],
        reward="h = world z of the torso body frame; standing = 1 if h >= 1.2 else 10^(-((1.2 - h)/0.6)^2); "
               "upright = (1 + cos a_torso)/2; stand = (3*standing + upright)/4; "
               "v = x-velocity of the whole-model centre of mass (sensor torso_subtreelinvel[0]); move = min(1, max(0, v)); "
               "reward = stand*(5*move + 1)/6",
        reset=["in joint order: rootz, rootx untouched (unlimited slides); rooty (unlimited hinge) ~ U(-pi, pi); "
               "each limited hinge ~ U(range); qvel = 0; no settling"]),
}


# --------------------------------------------------------------------- helpers
def load(task, seed):
    t = TASKS[task]
    env = suite.load(t["domain"], t["task"], task_kwargs=dict(random=seed))
    env.reset()
    return env


def mj(env):
    """Raw MjModel and MjData behind a dm_control environment."""
    return env.physics.model.ptr, env.physics.data.ptr


def target_id(m):
    return mujoco.mj_name2id(m, mujoco.mjtObj.mjOBJ_GEOM, "target")


def r6(x):
    return np.round(np.asarray(x, float), 6) + 0.0


def lst(x):
    return np.asarray(x, float).tolist()


def name(m, kind, i):
    if i < 0:
        return None
    return mujoco.mj_id2name(m, getattr(mujoco.mjtObj, "mjOBJ_" + kind), i) or ("#%d" % i)


def enum_name(e, v, drop):
    return e(int(v)).name.replace(drop, "").lower()


def flatten(obs):
    return np.concatenate([np.ravel(v) for v in obs.values()])


def versions():
    import dm_control  # noqa: F401
    from importlib.metadata import version
    return dict(mujoco=mujoco.__version__, dm_control=version("dm_control"),
                numpy=np.__version__, python=platform.python_version())


def write(path, obj):
    """One element of the top-level lists per line: diffable and still compact."""
    def dump(x):
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


# ------------------------------------------------------------------ model facts
def geom_filter(m):
    """Pairs of geoms that the collision filter lets through, with mixed parameters."""
    out = []
    for a in range(m.ngeom):
        for b in range(a + 1, m.ngeom):
            ba, bb = m.geom_bodyid[a], m.geom_bodyid[b]
            wa, wb = m.body_weldid[ba], m.body_weldid[bb]
            if wa == wb:
                continue
            pa, pb = m.body_weldid[m.body_parentid[wa]], m.body_weldid[m.body_parentid[wb]]
            if wa and wb and (wa == pb or wb == pa):
                continue
            if not ((m.geom_contype[a] & m.geom_conaffinity[b]) or (m.geom_contype[b] & m.geom_conaffinity[a])):
                continue
            if m.geom_type[a] == 0 and m.geom_type[b] == 0:
                continue
            g1, g2 = (a, b) if m.geom_type[a] <= m.geom_type[b] else (b, a)
            out.append(dict(
                geoms=[name(m, "GEOM", g1), name(m, "GEOM", g2)], ids=[int(g1), int(g2)],
                types=[enum_name(mujoco.mjtGeom, m.geom_type[g], "mjGEOM_") for g in (g1, g2)],
                condim=int(max(m.geom_condim[a], m.geom_condim[b])),
                friction=lst(np.maximum(m.geom_friction[a], m.geom_friction[b])),
                solref=lst(0.5 * (m.geom_solref[a] + m.geom_solref[b])),
                solimp=lst(0.5 * (m.geom_solimp[a] + m.geom_solimp[b])),
                margin=float(max(m.geom_margin[a], m.geom_margin[b]))))
    return out


def planar_facts(m, plane):
    """The same model reduced to its plane (derived quantities, for convenience).

    Plane coordinates are (x, z) for 'xz' and (x, y) for 'xy'.  An angle is the
    rotation about +y resp. +z; `sign` of a hinge is the sign of its axis on that.
    """
    ia, ib, iax = (0, 2, 1) if plane == "xz" else (0, 1, 2)
    R = np.zeros(9)

    def mat(q):
        mujoco.mju_quat2Mat(R, np.array(q))
        return R.reshape(3, 3).copy()

    def ang(M):  # rotation about the out-of-plane axis of a planar rotation matrix
        return float(np.arctan2(M[0, 2], M[0, 0]) if plane == "xz" else np.arctan2(M[1, 0], M[0, 0]))
    bodies = []
    for b in range(1, m.nbody):
        Ri = mat(m.body_iquat[b])
        I = Ri @ np.diag(m.body_inertia[b]) @ Ri.T
        bodies.append(dict(name=name(m, "BODY", b), parent=name(m, "BODY", m.body_parentid[b]),
                           pos=[float(m.body_pos[b, ia]), float(m.body_pos[b, ib])],
                           angle=ang(mat(m.body_quat[b])), com=[float(m.body_ipos[b, ia]), float(m.body_ipos[b, ib])],
                           mass=float(m.body_mass[b]), inertia=float(I[iax, iax]),
                           com_out_of_plane=float(m.body_pos[b, iax])))
    joints = []
    for j in range(m.njnt):
        ax = m.jnt_axis[j]
        e = dict(name=name(m, "JOINT", j), body=name(m, "BODY", m.jnt_bodyid[j]))
        if m.jnt_type[j] == 3:
            e.update(type="hinge", sign=float(ax[iax]), anchor=[float(m.jnt_pos[j, ia]), float(m.jnt_pos[j, ib])])
        else:
            e.update(type="slide", axis=[float(ax[ia]), float(ax[ib])])
        joints.append(e)
    geoms = []
    for g in range(m.ngeom):
        Rg = mat(m.geom_quat[g])
        t = enum_name(mujoco.mjtGeom, m.geom_type[g], "mjGEOM_")
        e = dict(name=name(m, "GEOM", g), body=name(m, "BODY", m.geom_bodyid[g]), type=t,
                 pos=[float(m.geom_pos[g, ia]), float(m.geom_pos[g, ib])], out_of_plane=float(m.geom_pos[g, iax]))
        z = Rg[:, 2]
        if t == "capsule" or t == "cylinder":
            e.update(radius=float(m.geom_size[g, 0]), half=float(m.geom_size[g, 1]), axis=[float(z[ia]), float(z[ib])])
        elif t == "sphere":
            e.update(radius=float(m.geom_size[g, 0]))
        elif t == "plane":
            e.update(normal=[float(z[ia]), float(z[ib])])
        geoms.append(e)
    return dict(plane=plane, bodies=bodies, joints=joints, geoms=geoms)


def facts(task, seed=1):
    t = TASKS[task]
    env = load(task, 0)
    m, d = mj(env)
    o = m.opt
    F = dict(about="facts of the compiled model, read off mjModel after env.reset() (so run-time changes of the task are in)",
             versions=versions(), task=task, domain=t["domain"], task_name=t["task"])
    F["option"] = dict(
        timestep=o.timestep, integrator=enum_name(mujoco.mjtIntegrator, o.integrator, "mjINT_"),
        solver=enum_name(mujoco.mjtSolver, o.solver, "mjSOL_"), cone=enum_name(mujoco.mjtCone, o.cone, "mjCONE_"),
        jacobian=enum_name(mujoco.mjtJacobian, o.jacobian, "mjJAC_"), iterations=int(o.iterations), tolerance=o.tolerance,
        ls_iterations=int(o.ls_iterations), ls_tolerance=o.ls_tolerance, noslip_iterations=int(o.noslip_iterations),
        impratio=o.impratio, gravity=lst(o.gravity), density=o.density, viscosity=o.viscosity, wind=lst(o.wind),
        disabled=[f.name.replace("mjDSBL_", "").lower() for f in mujoco.mjtDisableBit.__members__.values()
                  if f.name.startswith("mjDSBL_") and o.disableflags & f.value],
        enabled=[f.name.replace("mjENBL_", "").lower() for f in mujoco.mjtEnableBit.__members__.values()
                 if f.name.startswith("mjENBL_") and o.enableflags & f.value])
    F["size"] = dict(nq=m.nq, nv=m.nv, nu=m.nu, nbody=m.nbody, njnt=m.njnt, ngeom=m.ngeom, nsite=m.nsite,
                     ntendon=m.ntendon, nexclude=m.nexclude, npair=m.npair, neq=m.neq, nkey=m.nkey, nsensor=m.nsensor)
    F["stat"] = dict(meaninertia=m.stat.meaninertia, meanmass=m.stat.meanmass, meansize=m.stat.meansize,
                     extent=m.stat.extent, center=lst(m.stat.center), total_mass=float(m.body_mass.sum()))
    F["qpos0"] = lst(m.qpos0)
    F["qpos_spring"] = lst(m.qpos_spring)
    F["bodies"] = [dict(
        id=b, name=name(m, "BODY", b), parent=int(m.body_parentid[b]), pos=lst(m.body_pos[b]), quat=lst(m.body_quat[b]),
        mass=float(m.body_mass[b]), inertia=lst(m.body_inertia[b]), ipos=lst(m.body_ipos[b]), iquat=lst(m.body_iquat[b]),
        subtreemass=float(m.body_subtreemass[b]), invweight0=lst(m.body_invweight0[b]), gravcomp=float(m.body_gravcomp[b]),
        dofnum=int(m.body_dofnum[b]), weldid=int(m.body_weldid[b]), simple=int(m.body_simple[b])) for b in range(m.nbody)]
    F["joints"] = []
    for j in range(m.njnt):
        v = m.jnt_dofadr[j]
        F["joints"].append(dict(
            id=j, name=name(m, "JOINT", j), type=enum_name(mujoco.mjtJoint, m.jnt_type[j], "mjJNT_"), body=int(m.jnt_bodyid[j]),
            pos=lst(m.jnt_pos[j]), axis=lst(m.jnt_axis[j]), limited=bool(m.jnt_limited[j]), range=lst(m.jnt_range[j]),
            margin=float(m.jnt_margin[j]), ref=float(m.qpos0[m.jnt_qposadr[j]]), springref=float(m.qpos_spring[m.jnt_qposadr[j]]),
            stiffness=float(m.jnt_stiffness[j]), stiffness_poly=lst(np.ravel(m.jnt_stiffnesspoly[j])),
            solref_limit=lst(m.jnt_solref[j]), solimp_limit=lst(m.jnt_solimp[j]),
            damping=float(m.dof_damping[v]), damping_poly=lst(np.ravel(m.dof_dampingpoly[v])), armature=float(m.dof_armature[v]),
            frictionloss=float(m.dof_frictionloss[v]), solref_friction=lst(m.dof_solref[v]), solimp_friction=lst(m.dof_solimp[v]),
            dof_invweight0=float(m.dof_invweight0[v]), actuator_gravcomp=bool(m.jnt_actgravcomp[j])))
    F["geoms"] = [dict(
        id=g, name=name(m, "GEOM", g), body=int(m.geom_bodyid[g]), type=enum_name(mujoco.mjtGeom, m.geom_type[g], "mjGEOM_"),
        size=lst(m.geom_size[g]), pos=lst(m.geom_pos[g]), quat=lst(m.geom_quat[g]), friction=lst(m.geom_friction[g]),
        condim=int(m.geom_condim[g]), solref=lst(m.geom_solref[g]), solimp=lst(m.geom_solimp[g]), solmix=float(m.geom_solmix[g]),
        priority=int(m.geom_priority[g]), margin=float(m.geom_margin[g]), gap=float(m.geom_gap[g]), contype=int(m.geom_contype[g]),
        conaffinity=int(m.geom_conaffinity[g]), group=int(m.geom_group[g]), material=int(m.geom_matid[g]),
        rgba=[round(float(x), 7) for x in m.geom_rgba[g]]) for g in range(m.ngeom)]
    F["sites"] = [dict(
        id=s, name=name(m, "SITE", s), body=int(m.site_bodyid[s]), type=enum_name(mujoco.mjtGeom, m.site_type[s], "mjGEOM_"),
        size=lst(m.site_size[s]), pos=lst(m.site_pos[s]), quat=lst(m.site_quat[s]), group=int(m.site_group[s]),
        material=int(m.site_matid[s]), rgba=[round(float(x), 7) for x in m.site_rgba[s]]) for s in range(m.nsite)]
    F["actuators"] = [dict(
        id=a, name=name(m, "ACTUATOR", a), joint=name(m, "JOINT", m.actuator_trnid[a, 0]),
        transmission=enum_name(mujoco.mjtTrn, m.actuator_trntype[a], "mjTRN_"), gear=lst(m.actuator_gear[a]),
        ctrllimited=bool(np.ravel(m.actuator_ctrllimited)[a]), ctrlrange=lst(m.actuator_ctrlrange[a]),
        forcelimited=bool(m.actuator_forcelimited[a]), gaintype=enum_name(mujoco.mjtGain, m.actuator_gaintype[a], "mjGAIN_"),
        gainprm=lst(m.actuator_gainprm[a]), biastype=enum_name(mujoco.mjtBias, m.actuator_biastype[a], "mjBIAS_"),
        biasprm=lst(m.actuator_biasprm[a]), dyntype=enum_name(mujoco.mjtDyn, m.actuator_dyntype[a], "mjDYN_")) for a in range(m.nu)]
    F["tendons"] = [dict(
        id=i, name=name(m, "TENDON", i), type="spatial",
        sites=[name(m, "SITE", m.wrap_objid[w]) for w in range(m.tendon_adr[i], m.tendon_adr[i] + m.tendon_num[i])],
        limited=bool(m.tendon_limited[i]), range=lst(m.tendon_range[i]), margin=float(m.tendon_margin[i]),
        solref_limit=lst(m.tendon_solref_lim[i]), solimp_limit=lst(m.tendon_solimp_lim[i]), stiffness=float(m.tendon_stiffness[i]),
        damping=float(m.tendon_damping[i]), frictionloss=float(m.tendon_frictionloss[i]), lengthspring=lst(m.tendon_lengthspring[i]),
        length0=float(m.tendon_length0[i]), invweight0=float(m.tendon_invweight0[i]), width=float(m.tendon_width[i])) for i in range(m.ntendon)]
    F["excludes"] = [int(x) for x in m.exclude_signature]
    F["sensors"] = [dict(name=name(m, "SENSOR", s), type=enum_name(mujoco.mjtSensor, m.sensor_type[s], "mjSENS_"),
                         dim=int(m.sensor_dim[s]), stage=enum_name(mujoco.mjtStage, m.sensor_needstage[s], "mjSTAGE_"),
                         object_type=enum_name(mujoco.mjtObj, m.sensor_objtype[s], "mjOBJ_"),
                         object=mujoco.mj_id2name(m, int(m.sensor_objtype[s]), int(m.sensor_objid[s]))) for s in range(m.nsensor)]
    F["keyframes"] = m.nkey
    F["collision_pairs"] = [] if "contact" in F["option"]["disabled"] else geom_filter(m)
    F["planar"] = planar_facts(m, t["plane"])

    n = env._n_sub_steps
    spec = env.action_spec()
    F["task_facts"] = dict(
        control_timestep=env.control_timestep(), physics_substeps=int(n), time_limit=env._step_limit * env.control_timestep(),
        control_steps_per_episode=int(round(env._step_limit)), early_termination=False,
        last_step_discount=1.0, action_dim=int(spec.shape[0]), action_min=lst(spec.minimum), action_max=lst(spec.maximum),
        observation=[dict(name=k, size=int(np.prod(v.shape)) if v.shape else 1, formula=dict(t["observation"])[k])
                     for k, v in env.observation_spec().items()],
        reward=t["reward"], reset=t["reset"],
        planet=dict(action_repeat=t["planet_repeat"], decisions_per_episode=1000 // t["planet_repeat"],
                    image=[64, 64, 3], camera_id=0,
                    reward="sum of the rewards of the repeated control steps",
                    note="cup catch: 6 in PlaNet's first public code (February 2019), 4 in its last (July 2019)"
                         if task.startswith("ball") else ""))

    # Examples of whole resets: the numbers that RandomState(seed) gives and what comes out.
    F["reset_examples"] = []
    for rs_seed in range(100 * seed + 1, 100 * seed + (13 if task == "cheetah_run" else 5)):
        e = load(task, rs_seed)  # load() resets once: that is the first episode of this seed
        mm, dd = mj(e)
        ex = dict(random_state_seed=rs_seed, qpos=lst(dd.qpos), qvel=lst(dd.qvel), ncon=int(dd.ncon),
                  observation=lst(flatten(e.task.get_observation(e.physics))))
        if task == "cheetah_run":
            rs = np.random.RandomState(rs_seed)
            lim = mm.jnt_limited == 1
            q = np.zeros(mm.nq)
            q[lim] = rs.uniform(*mm.jnt_range[lim].T)
            ex["qpos_drawn_before_settling"] = lst(q)
        if task == "reacher_easy":
            ex["target"] = lst(mm.geom_pos[target_id(mm), :2])
        F["reset_examples"].append(ex)

    F["visual"] = visual_facts(m)
    return F


def visual_facts(m):
    v = m.vis

    def f(x):
        return [round(float(y), 7) for y in np.ravel(x)]
    textures = []
    for i in range(m.ntex):
        n = int(m.tex_height[i]) * int(m.tex_width[i])
        adr = int(m.tex_adr[i])
        px = np.asarray(m.tex_data[adr:adr + 3 * n]).reshape(int(m.tex_height[i]), int(m.tex_width[i]), 3)
        e = dict(id=i, name=name(m, "TEXTURE", i), type=enum_name(mujoco.mjtTexture, m.tex_type[i], "mjTEXTURE_"),
                 width=int(m.tex_width[i]), height=int(m.tex_height[i]))
        if e["type"] == "skybox":
            w = e["width"]
            faces = px.reshape(-1, w, w, 3)
            names = ["right", "left", "up", "down", "front", "back"]
            star = (px == 255).all(-1)
            e["white_pixel_fraction"] = float(star.mean())
            e["faces"] = names
            # colour of a column of each face from top row to bottom row, stars left out, every 40th row
            e["row_colours"] = {nm: [[int(round(float(faces[k, r][~(faces[k, r] == 255).all(-1)][:, c].mean()))) for c in range(3)]
                                     for r in list(range(0, w, 40)) + [w - 1]] for k, nm in enumerate(names)}
        else:
            cols, cnt = np.unique(px.reshape(-1, 3), axis=0, return_counts=True)
            e["colours"] = [[int(x) for x in c] for c in cols]
            e["counts"] = [int(x) for x in cnt]
            h, w = px.shape[:2]
            e["quadrant_centre_colours"] = dict(
                rows0_cols0=px[h // 4, w // 4].tolist(), rows0_cols1=px[h // 4, 3 * w // 4].tolist(),
                rows1_cols0=px[3 * h // 4, w // 4].tolist(), rows1_cols1=px[3 * h // 4, 3 * w // 4].tolist())
            e["corner_colour"] = px[0, 0].tolist()
        textures.append(e)
    return dict(
        cameras=[dict(id=c, name=name(m, "CAMERA", c), body=int(m.cam_bodyid[c]), pos=lst(m.cam_pos[c]), quat=lst(m.cam_quat[c]),
                      mode=enum_name(mujoco.mjtCamLight, m.cam_mode[c], "mjCAMLIGHT_"), fovy=float(m.cam_fovy[c]),
                      poscom0=lst(m.cam_poscom0[c]), pos0=lst(m.cam_pos0[c]), mat0=lst(m.cam_mat0[c])) for c in range(m.ncam)],
        lights=[dict(id=i, name=name(m, "LIGHT", i), body=int(m.light_bodyid[i]),
                     type=enum_name(mujoco.mjtLightType, m.light_type[i], "mjLIGHT_"),
                     mode=enum_name(mujoco.mjtCamLight, m.light_mode[i], "mjCAMLIGHT_"), castshadow=bool(m.light_castshadow[i]),
                     pos=lst(m.light_pos[i]), dir=lst(m.light_dir[i]), poscom0=lst(m.light_poscom0[i]), pos0=lst(m.light_pos0[i]),
                     dir0=lst(m.light_dir0[i]), attenuation=f(m.light_attenuation[i]), cutoff=float(m.light_cutoff[i]),
                     exponent=float(m.light_exponent[i]), ambient=f(m.light_ambient[i]), diffuse=f(m.light_diffuse[i]),
                     specular=f(m.light_specular[i])) for i in range(m.nlight)],
        headlight=dict(active=int(v.headlight.active), ambient=f(v.headlight.ambient), diffuse=f(v.headlight.diffuse),
                       specular=f(v.headlight.specular)),
        map=dict(znear=float(v.map.znear), zfar=float(v.map.zfar), fogstart=float(v.map.fogstart), fogend=float(v.map.fogend),
                 haze=float(v.map.haze), shadowclip=float(v.map.shadowclip), shadowscale=float(v.map.shadowscale),
                 note="near and far clipping distances are znear and zfar times stat.extent"),
        quality=dict(shadowsize=int(v.quality.shadowsize), offsamples=int(v.quality.offsamples), numslices=int(v.quality.numslices),
                     numstacks=int(v.quality.numstacks), numquads=int(v.quality.numquads)),
        materials=[dict(id=i, name=name(m, "MATERIAL", i), rgba=f(m.mat_rgba[i]), texture=int(np.ravel(m.mat_texid[i]).max()),
                        texrepeat=f(m.mat_texrepeat[i]), texuniform=bool(m.mat_texuniform[i]), emission=float(m.mat_emission[i]),
                        specular=float(m.mat_specular[i]), shininess=float(m.mat_shininess[i]),
                        reflectance=round(float(m.mat_reflectance[i]), 7)) for i in range(m.nmat)],
        textures=textures)


# ------------------------------------------------------------------ single states
def lowest(m, d, geoms):
    """Smallest height of the given capsules/spheres above z = 0."""
    best = 1e9
    for g in geoms:
        z, r = d.geom_xpos[g, 2], m.geom_size[g, 0]
        if m.geom_type[g] == mujoco.mjtGeom.mjGEOM_CAPSULE:
            z = z - abs(d.geom_xmat[g].reshape(3, 3)[2, 2]) * m.geom_size[g, 1]
        best = min(best, z - r)
    return best


def speed_scale(rng):
    return [0.0, 0.3, 1.0, 3.0, 8.0][rng.integers(5)]


def random_ctrl(rng, nu):
    u = rng.uniform(-1, 1, nu)
    k = rng.integers(10)
    if k == 0:
        u = rng.uniform(-2, 2, nu)   # beyond the range: tests the clamp
    elif k == 1:
        u = np.zeros(nu)
    return r6(u)


def angles(rng, m, beyond):
    """Limited joints within the range, or up to `beyond` rad/m outside of it."""
    lo, hi = m.jnt_range.T
    q = rng.uniform(lo, hi)
    if beyond:
        k = rng.integers(1, 4)
        for j in rng.permutation(np.nonzero(m.jnt_limited)[0])[:k]:
            e = rng.choice([0.0015, 0.012, beyond]) * rng.uniform(0, 1)   # impedance ramps end at 0.001 and 0.01
            q[j] = lo[j] - e if rng.integers(2) else hi[j] + e
    return np.where(m.jnt_limited, q, 0.0)


def legged_states(rng, env, n, kinds, rootz, rooty):
    m, d = mj(env)
    geoms = [g for g in range(m.ngeom) if m.geom_bodyid[g] > 0]
    out = []
    while len(out) < n:
        kind = kinds[len(out) % len(kinds)]
        q = angles(rng, m, 0.25 if "limit" in kind else 0.0)
        q[rooty] = rng.uniform(-np.pi, np.pi) if rng.integers(2) else rng.normal() * 0.3
        q[0 if rootz == 1 else 1] = rng.uniform(-2, 20)
        d.qpos[:] = q
        d.qpos[rootz] = 0
        mujoco.mj_fwdPosition(m, d)
        low = lowest(m, d, geoms)
        if "contact" in kind:
            q[rootz] = -low - rng.choice([0.0012, 0.01, 0.03]) * rng.uniform(-0.05, 1)
        else:
            q[rootz] = -low + rng.uniform(0.1, 1.0)
        q = r6(q)
        if kind.startswith("self"):
            d.qpos[:] = q
            mujoco.mj_fwdPosition(m, d)
            pairs = [c for c in d.contact[:d.ncon] if m.geom_bodyid[c.geom1] and m.geom_bodyid[c.geom2]]
            crossing = any(abs(c.frame[1]) > 0.5 for c in pairs)
            if not pairs or (kind == "self-crossing") != crossing:
                continue
        out.append((kind, q, r6(rng.normal(size=m.nv) * speed_scale(rng)), random_ctrl(rng, m.nu)))
    return out


def cheetah_states(rng, env, n):
    return legged_states(rng, env, n, ["air", "air-limit", "contact", "contact", "contact-limit", "contact", "contact",
                                       "self", "contact", "contact-limit"], 1, 2) + \
        legged_states(rng, env, max(3, n // 25), ["self-crossing"], 1, 2)


def walker_states(rng, env, n):
    return legged_states(rng, env, n, ["air", "air-limit", "contact", "contact", "contact-limit", "contact", "contact",
                                       "contact", "contact", "contact-limit"], 0, 2)


def cartpole_states(rng, env, n):
    out = []
    for i in range(n):
        x = rng.uniform(-1.8, 1.8) if i % 3 else rng.choice([-1, 1]) * (1.8 + rng.choice([0.0015, 0.05]) * rng.uniform(-0.2, 1))
        q = np.array([x, rng.uniform(-7, 7)])
        out.append(("limit" if i % 3 == 0 else "free", r6(q), r6(rng.normal(size=2) * speed_scale(rng)), random_ctrl(rng, 1)))
    return out


def reacher_states(rng, env, n):
    m, _ = mj(env)
    out = []
    for i in range(n):
        q = angles(rng, m, 0.1 if i % 3 == 0 else 0)
        q[0] = rng.uniform(-4, 4)
        out.append(("limit" if i % 3 == 0 else "free", r6(q), r6(rng.normal(size=2) * speed_scale(rng)), random_ctrl(rng, 2)))
    return out


def finger_states(rng, env, n):
    m, d = mj(env)
    kinds = ["free", "limit", "contact", "contact", "contact", "contact", "limit", "contact", "contact", "deep",
             "contact", "contact", "contact", "parallel"]
    out = []
    while len(out) < n:
        kind = kinds[len(out) % len(kinds)]
        q = angles(rng, m, 0.1 if "limit" in kind else 0.0)
        q[2] = rng.uniform(-7, 7)
        if kind == "parallel":  # finger tip and spinner axes within 1e-6 rad: two contacts per pair
            q[2] = q[0] + q[1] + np.pi / 2 + np.pi * rng.integers(2)
        q = r6(q)
        d.qpos[:] = q
        mujoco.mj_fwdPosition(m, d)
        depth = min([c.dist for c in d.contact[:d.ncon]], default=0.0)
        ok = {"free": d.ncon == 0, "limit": d.ncon == 0}.get(kind, d.ncon > 0 and -0.03 < depth < 0)
        if kind == "deep":
            ok = -0.06 < depth < -0.03
        if ok:
            v = rng.normal(size=3) * speed_scale(rng) * np.array([1, 1, 3])
            out.append((kind, q, r6(v), random_ctrl(rng, 2)))
    return out


def cup_states(rng, env, n):
    m, d = mj(env)
    kinds = ["free", "tendon", "tendon", "cup", "cup-shallow", "cup", "ground", "cup-ground", "tendon", "cup-shallow"]
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
            r = rng.uniform(0.05, 0.295) if kind == "free" else 0.3 + rng.choice([0.0012, 0.02]) * rng.uniform(-0.05, 1)
            ball = site + r * np.array([np.cos(a), np.sin(a)])
        elif kind == "ground":
            ball = np.array([rng.uniform(-0.3, 0.3), 0.025 - rng.choice([0.0012, 0.015]) * rng.uniform(-0.05, 1)])
            q[1] = ball[1] + 0.108 + rng.uniform(-0.25, 0.305) - 0.6
        else:
            ball = cup + [rng.uniform(-0.09, 0.09), rng.uniform(-0.14, 0.03)]
        q[2:] = ball - [0, 0.2]
        q = r6(q)
        d.qpos[:] = q
        mujoco.mj_fwdPosition(m, d)
        con = list(d.contact[:d.ncon])
        depth = min([c.dist for c in con], default=0.0)
        ok = {"free": d.ncon == 0 and d.ten_length[0] < 0.3, "tendon": d.ncon == 0}.get(kind, d.ncon > 0 and depth > -0.02)
        if kind.startswith("cup") and ok:
            ok = any(2 in (m.geom_type[c.geom1], m.geom_type[c.geom2]) for c in con) or kind == "cup-ground"
        if kind == "cup-shallow":
            ok = ok and depth > -0.0012
        if ok:
            out.append((kind, q, r6(rng.normal(size=4) * min(3.0, speed_scale(rng))), random_ctrl(rng, 2)))
    return out


STATES = dict(cheetah_run=cheetah_states, walker_walk=walker_states, cartpole_swingup=cartpole_states,
              reacher_easy=reacher_states, finger_spin=finger_states, ball_in_cup_catch=cup_states)


def visited_states(rng, task, n):
    """States met by the real environment under random controls, rounded."""
    env = load(task, int(rng.integers(1 << 30)))
    m, d = mj(env)
    out, u = [], np.zeros(m.nu)
    while len(out) < n:
        env.reset()
        for k in range(int(rng.integers(20, 200))):
            u = 0.8 * u + 0.5 * rng.normal(size=m.nu)
            d.ctrl[:] = np.clip(u, -1, 1)
            mujoco.mj_step(m, d, env._n_sub_steps)
        out.append(("visited", r6(d.qpos), r6(d.qvel), random_ctrl(rng, m.nu)))
    return out


def full_M(m, d):
    M = np.zeros((m.nv, m.nv))
    mujoco.mj_fullM(m, d, M)
    return M


def dense_J(m, d):
    J = np.asarray(d.efc_J, float)
    if J.size == d.nefc * m.nv:
        return J.reshape(d.nefc, m.nv)
    out = np.zeros((d.nefc, m.nv))
    for i in range(d.nefc):
        a, n = d.efc_J_rowadr[i], d.efc_J_rownnz[i]
        out[i, d.efc_J_colind[a:a + n]] = np.ravel(d.efc_J)[a:a + n]
    return out


def set_state(m, d, q, v, u):
    mujoco.mj_resetData(m, d)   # also zeroes qacc_warmstart and time
    d.qpos[:] = q
    d.qvel[:] = v
    d.ctrl[:] = u


def contacts(m, d):
    out = []
    for i in range(d.ncon):
        c = d.contact[i]
        f = np.zeros(6)
        if d.nefc:
            mujoco.mj_contactForce(m, d, i, f)
        out.append(dict(geom=[int(c.geom1), int(c.geom2)], dist=float(c.dist), pos=lst(c.pos), frame=lst(c.frame), force=lst(f[:3])))
    return out


def cases(task, seed, n):
    rng = np.random.default_rng([seed, 1, list(TASKS).index(task)])
    env = load(task, int(rng.integers(1 << 30)))
    m, d = mj(env)
    nvis = n // 8
    states = STATES[task](rng, env, n - nvis) + visited_states(rng, task, nvis)
    tol, its, lstol = m.opt.tolerance, m.opt.iterations, m.opt.ls_tolerance
    out, n_efc = [], 0
    for kind, q, v, u in states:
        c = dict(kind=kind, qpos=lst(q), qvel=lst(v), ctrl=lst(u))
        if task == "reacher_easy":
            p = r6([rng.uniform(-0.15, 0.15), rng.uniform(-0.15, 0.15)])
            m.geom_pos[target_id(m), :2] = p
            c["target"] = lst(p)
        # converged answer first: same problem, solver run to the end
        m.opt.tolerance, m.opt.iterations, m.opt.ls_tolerance = 0.0, 500, 1e-10
        set_state(m, d, q, v, u)
        mujoco.mj_forward(m, d)
        exact = np.array(d.qacc)
        m.opt.tolerance, m.opt.iterations, m.opt.ls_tolerance = tol, its, lstol
        set_state(m, d, q, v, u)
        mujoco.mj_forward(m, d)
        c.update(qM=lst(full_M(m, d)), qfrc_bias=lst(d.qfrc_bias), qfrc_passive=lst(d.qfrc_passive),
                 qfrc_actuator=lst(d.qfrc_actuator), qfrc_constraint=lst(d.qfrc_constraint), qacc_smooth=lst(d.qacc_smooth),
                 qacc=lst(d.qacc), qacc_converged=lst(exact), contacts=contacts(m, d), nefc=int(d.nefc),
                 obs=lst(flatten(env.task.get_observation(env.physics))), reward=float(env.task.get_reward(env.physics)))
        if m.nsensor:
            c["sensordata"] = lst(d.sensordata)
        if d.nefc and n_efc < max(12, n // 5):
            n_efc += 1
            J = dense_J(m, d)
            c["efc"] = [dict(type=enum_name(mujoco.mjtConstraint, d.efc_type[i], "mjCNSTR_"), id=int(d.efc_id[i]), J=lst(J[i]),
                             pos=float(d.efc_pos[i]), margin=float(d.efc_margin[i]), vel=float(d.efc_vel[i]), aref=float(d.efc_aref[i]),
                             R=float(d.efc_R[i]), imp=float(d.efc_KBIP[i, 2]), force=float(d.efc_force[i])) for i in range(d.nefc)]
        set_state(m, d, q, v, u)
        mujoco.mj_step(m, d)
        c["next_qpos"], c["next_qvel"] = lst(d.qpos), lst(d.qvel)
        if np.all(np.isfinite(d.qpos)) and d.time > 0:
            out.append(c)
    return dict(about="independent states: forward pass and one physics step, both from a cold start (qacc_warmstart = 0)",
                versions=versions(), task=task, seed=seed if seed == 1 else "other", cases=out)


# --------------------------------------------------------------------- rollouts
def controls(rng, kind, n, nu):
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
        u = (rng.normal(size=(1, nu, 4)) * np.sin(2 * np.pi * (t / period + rng.uniform(0, 1, (1, nu, 4))))).sum(-1) * 0.5
    return r6(np.clip(u, -1, 1))


def rollout_start(rng, task, env, index):
    """Even indices: an environment reset.  Odd ones: some other state."""
    m, d = mj(env)
    env.reset()
    if index % 2 == 0:
        return "reset", r6(d.qpos), r6(d.qvel)
    if task in ("cheetah_run", "walker_walk"):
        f = cheetah_states if task == "cheetah_run" else walker_states
        _, q, v, _ = f(rng, env, 1)[0]
        return "air", q, r6(v * 0.3)
    if task == "ball_in_cup_catch":
        q = r6([0.02, -0.03, 0.02, 0.6 - 0.03 - 0.2 - 0.06])
        return "ball in the cup", q, r6(rng.normal(size=4) * 0.05)
    _, q, v, _ = STATES[task](rng, env, 3)[2 if task == "finger_spin" else 1]
    return "random", q, r6(v * 0.5)


def rollouts(task, seed, n, physics_steps):
    rng = np.random.default_rng([seed, 2, list(TASKS).index(task)])
    env = load(task, int(rng.integers(1 << 30)))
    m, d = mj(env)
    nsub = env._n_sub_steps
    kinds = ["smooth", "noise", "noise", "smooth", "bang", "bang"]
    out = []
    for i in range(n):
        start, q, v = rollout_start(rng, task, env, i)
        nc = physics_steps // nsub
        u = controls(rng, kinds[i % len(kinds)], nc, m.nu)
        R = dict(kind=kinds[i % len(kinds)], start=start, substeps=nsub, qpos0=lst(q), qvel0=lst(v))
        if task == "reacher_easy":
            R["target"] = lst(m.geom_pos[target_id(m), :2])
        set_state(m, d, q, v, np.zeros(m.nu))
        mujoco.mj_forward(m, d)
        R["obs0"] = lst(flatten(env.task.get_observation(env.physics)))
        steps, Q, V, NC, rew, obs = [], [], [], [], [], []
        k = 0
        for a in u:
            d.ctrl[:] = a
            for _ in range(nsub):
                mujoco.mj_step(m, d)
                k += 1
                if k <= 20 or k % 10 == 0:
                    # contacts of the state reached, counted in a scratch copy
                    s = mujoco.MjData(m)
                    s.qpos[:] = d.qpos
                    mujoco.mj_fwdPosition(m, s)
                    steps.append(k)
                    Q.append(lst(d.qpos))
                    V.append(lst(d.qvel))
                    NC.append(int(s.ncon))
            mujoco.mj_step1(m, d)
            rew.append(float(env.task.get_reward(env.physics)))
            if len(rew) <= 5 or len(rew) % 10 == 0:
                obs.append(dict(control_step=len(rew), obs=lst(flatten(env.task.get_observation(env.physics)))))
        # the same through the public interface must agree bit for bit
        set_state(m, d, q, v, np.zeros(m.nu))
        mujoco.mj_forward(m, d)
        env._reset_next_step, env._step_count = False, 0
        for a in u:
            ts = env.step(a)
        assert np.array_equal(d.qpos, Q[-1]) and ts.reward == rew[-1], task
        assert np.array_equal(flatten(ts.observation), obs[-1]["obs"]), task
        R.update(ctrl=[lst(a) for a in u], step=steps, qpos=Q, qvel=V, ncon=NC, reward=rew, obs=obs)
        out.append(R)
    return dict(about="trajectories; ctrl row k is held for `substeps` physics steps; step counts physics steps done",
                versions=versions(), task=task, seed=seed if seed == 1 else "other", physics_steps=physics_steps, rollouts=out)


# ----------------------------------------------------------------------- frames
def frame_states(rng, task, n):
    env = load(task, 11)
    m, d = mj(env)
    out = []
    for i in range(n):
        env.reset()
        if i:  # states some time after a reset under vigorous smooth controls
            U = controls(rng, "smooth", 400, m.nu)
            for k in range(int(rng.integers(15, 150))):
                d.ctrl[:] = np.clip(2 * U[k], -1, 1)
                mujoco.mj_step(m, d, env._n_sub_steps)
        q = r6(d.qpos)
        if task == "cheetah_run":
            q[0] = r6([0.0, 0.37, 1.9, 5.25, 10.4, 3.3, 0.8, 24.6, 2.2, 7.7, 1.1, -0.6][i % 12])
        out.append((q, lst(m.geom_pos[target_id(m)]) if task == "reacher_easy" else None))
    return out


def frames(outdir, seed, n_cheetah=12, n_other=3):
    from PIL import Image
    os.makedirs(os.path.join(outdir, "frames"), exist_ok=True)
    index = dict(about="frames rendered by dm_control, camera_id 0; PNG, RGB, row 0 at the top",
                 versions=versions(), gl=os.environ.get("MUJOCO_GL", ""), frames=[], skies=[])
    try:
        index["renderer"] = gl_info()
    except Exception as e:  # purely informative
        index["renderer"] = "unknown (%s)" % type(e).__name__
    for task in TASKS:
        rng = np.random.default_rng([seed, 3, list(TASKS).index(task)])
        env = load(task, 11)
        m, d = mj(env)
        for i, (q, target) in enumerate(frame_states(rng, task, n_cheetah if task == "cheetah_run" else n_other)):
            mujoco.mj_resetData(m, d)
            d.qpos[:] = q
            if target is not None:
                m.geom_pos[target_id(m)] = target
            mujoco.mj_forward(m, d)
            e = dict(task=task, index=i, qpos=lst(q), camera=0, fovy=float(m.cam_fovy[0]), cam_xpos=lst(d.cam_xpos[0]),
                     cam_xmat=lst(d.cam_xmat[0]), light_xpos=[lst(x) for x in d.light_xpos], light_xdir=[lst(x) for x in d.light_xdir],
                     subtree_com=lst(d.subtree_com[1]), files={})
            if target is not None:
                e["target"] = target
            for h, w in ((64, 64), (240, 320)):
                img = env.physics.render(h, w, camera_id=0)
                fn = "%s_%02d_%dx%d.png" % (task, i, h, w)
                Image.fromarray(img).save(os.path.join(outdir, "frames", fn), optimize=True)
                e["files"]["%dx%d" % (h, w)] = fn
            seg = env.physics.render(64, 64, camera_id=0, segmentation=True)
            s = np.where(seg[..., 1] == int(mujoco.mjtObj.mjOBJ_GEOM), seg[..., 0] + 1, 0)
            s = np.where((seg[..., 1] >= 0) & (seg[..., 1] != int(mujoco.mjtObj.mjOBJ_GEOM)), 255, s).astype(np.uint8)
            fn = "%s_%02d_segmentation.png" % (task, i)
            Image.fromarray(s).save(os.path.join(outdir, "frames", fn), optimize=True)
            e["files"]["segmentation64"] = fn
            index["frames"].append(e)
        # The sky alone: it depends on the camera's orientation only.
        from dm_control.mujoco import wrapper
        opt = wrapper.MjvOption()
        opt.geomgroup[:] = 0
        opt.sitegroup[:] = 0
        opt.tendongroup[:] = 0
        for h, w in ((64, 64), (240, 320)):
            fn = "%s_sky_%dx%d.png" % (task, h, w)
            Image.fromarray(env.physics.render(h, w, camera_id=0, scene_option=opt)).save(
                os.path.join(outdir, "frames", fn), optimize=True)
            index["skies"].append(dict(task=task, file=fn, cam_xmat=lst(d.cam_xmat[0])))
    write(os.path.join(outdir, "frames", "frames.json"), index)


def gl_info():
    from OpenGL import GL
    env = load("cartpole_swingup", 0)
    out = {}
    with env.physics.contexts.gl.make_current() as ctx:
        def ask():
            for k in ("VENDOR", "RENDERER", "VERSION"):
                out[k.lower()] = GL.glGetString(getattr(GL, "GL_" + k)).decode()
        ctx.call(ask)
    return out


# ------------------------------------------------------------------------ speed
def speed(outdir):
    """Single-thread costs; run it alone on an idle core."""
    from mujoco import rollout as mjr
    res = dict(versions=versions(), machine=dict(cpu=cpu_name(), cores=os.cpu_count()), gl=os.environ.get("MUJOCO_GL", ""), tasks=[])
    for task in TASKS:
        env = load(task, 5)
        m, d = mj(env)
        nsub = env._n_sub_steps
        rng = np.random.default_rng(7)
        N = 4000
        spec = mujoco.mjtState.mjSTATE_FULLPHYSICS
        best, state = 1e9, np.zeros(mujoco.mj_stateSize(m, spec))
        for rep in range(15):
            env.reset()
            mujoco.mj_getState(m, d, state, spec)
            U = rng.uniform(-1, 1, (1, N // nsub, m.nu)).repeat(nsub, axis=1)
            t = time.perf_counter()
            mjr.rollout(m, [d], state[None], U)
            best = min(best, (time.perf_counter() - t) / U.shape[1])
        step1 = 1e9
        for rep in range(15):
            env.reset()
            t = time.perf_counter()
            for k in range(40):
                d.ctrl[:] = rng.uniform(-1, 1, m.nu)
                mujoco.mj_step(m, d, 100)
            step1 = min(step1, (time.perf_counter() - t) / 4000)
        rep_ = TASKS[task]["planet_repeat"]
        dm = 1e9
        for r in range(15):
            env.reset()
            A = rng.uniform(-1, 1, (100, m.nu))
            t = time.perf_counter()
            for a in A:
                for _ in range(rep_):
                    env.step(a)
            dm = min(dm, (time.perf_counter() - t) / len(A))
        row = dict(task=task, us_per_mj_step=1e6 * best, mj_steps_per_second=1 / best, us_per_mj_step_ctrl_held_100=1e6 * step1,
                   substeps=nsub, action_repeat=rep_, us_per_dm_env_step=1e6 * dm / rep_, us_per_decision=1e6 * dm)
        try:
            env.reset()
            for _ in range(3):
                env.physics.render(64, 64, camera_id=0)
            ts = []
            for _ in range(40):
                mujoco.mj_step(m, d, nsub)
                mujoco.mj_forward(m, d)
                t = time.perf_counter()
                env.physics.render(64, 64, camera_id=0)
                ts.append(time.perf_counter() - t)
            row["us_per_render_64x64"] = 1e6 * min(ts)
            row["us_per_render_64x64_median"] = 1e6 * float(np.median(ts))
        except Exception:
            row["us_per_render_64x64"] = None
        res["tasks"].append(row)
        print(row)
    write(os.path.join(outdir, "speed.json"), res)


# ------------------------------------------------------------- random behaviour
def random_policy(outdir, seed, episodes=40):
    """Returns of uniform random actions with PlaNet's action repeat: a statistical check of a whole environment."""
    res = dict(about="undiscounted return of whole episodes; every action drawn uniformly from the action range and "
                     "held for action_repeat control steps", versions=versions(), tasks=[])
    for task in TASKS:
        rng = np.random.default_rng([seed, 4, list(TASKS).index(task)])
        rep, out = TASKS[task]["planet_repeat"], []
        env = load(task, int(rng.integers(1 << 30)))
        spec = env.action_spec()
        for _ in range(episodes):
            ts, total = env.reset(), 0.0
            for _ in range(1000 // rep):
                a = rng.uniform(spec.minimum, spec.maximum)
                for _ in range(rep):
                    ts = env.step(a)
                    total += ts.reward
            out.append(total)
        res["tasks"].append(dict(task=task, action_repeat=rep, episodes=episodes, mean=float(np.mean(out)),
                                 std=float(np.std(out, ddof=1)), returns=[round(x, 6) for x in out]))
        print(task, np.mean(out), np.std(out))
    write(os.path.join(outdir, "random_policy.json"), res)


def cpu_name():
    try:
        return [x.split(":")[1].strip() for x in open("/proc/cpuinfo") if x.startswith("model name")][0]
    except Exception:
        return platform.processor()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", default=".")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--cases", type=int, default=200)
    p.add_argument("--rollouts", type=int, default=6)
    p.add_argument("--steps", type=int, default=500)
    p.add_argument("--frames", type=int, nargs=2, default=[12, 3], metavar=("CHEETAH", "OTHER"))
    p.add_argument("--only", choices=["facts", "cases", "rollouts", "frames", "random", "speed"])
    p.add_argument("--tasks", nargs="*", default=list(TASKS))
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    want = [a.only] if a.only else ["facts", "cases", "rollouts", "frames", "random"]
    for t in a.tasks:
        if "facts" in want:
            write(os.path.join(a.out, t + ".json"), facts(t, a.seed))
        if "cases" in want:
            write(os.path.join(a.out, t + "_cases.json"), cases(t, a.seed, a.cases))
        if "rollouts" in want:
            write(os.path.join(a.out, t + "_rollouts.json"), rollouts(t, a.seed, a.rollouts, a.steps))
    if "frames" in want:
        frames(a.out, a.seed, *a.frames)
    if "random" in want:
        random_policy(a.out, a.seed)
    if "speed" in want:
        speed(a.out)
    sys.stdout.flush()
    os._exit(0)   # the GL wrapper's exit hooks raise in this version


if __name__ == "__main__":
    main()

"""Facts of a compiled model and of its task."""
import mujoco
import numpy as np

from reference.environment import enum_name, load, model_and_data, name_of, target_id
from reference.output import flatten, floats, versions
from reference.planar_facts import planar_facts
from reference.tasks import TASKS
from reference.visual_facts import visual_facts


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
            if not ((m.geom_contype[a] & m.geom_conaffinity[b])
                    or (m.geom_contype[b] & m.geom_conaffinity[a])):
                continue
            if m.geom_type[a] == 0 and m.geom_type[b] == 0:
                continue
            g1, g2 = (a, b) if m.geom_type[a] <= m.geom_type[b] else (b, a)
            out.append(dict(
                geoms=[name_of(m, "GEOM", g1), name_of(m, "GEOM", g2)], ids=[int(g1), int(g2)],
                types=[enum_name(mujoco.mjtGeom, m.geom_type[g], "mjGEOM_") for g in (g1, g2)],
                condim=int(max(m.geom_condim[a], m.geom_condim[b])),
                friction=floats(np.maximum(m.geom_friction[a], m.geom_friction[b])),
                solref=floats(0.5 * (m.geom_solref[a] + m.geom_solref[b])),
                solimp=floats(0.5 * (m.geom_solimp[a] + m.geom_solimp[b])),
                margin=float(max(m.geom_margin[a], m.geom_margin[b]))))
    return out


def facts(task, seed=1):
    """What T.json holds: the compiled model, the task in words, and examples of resets."""
    t = TASKS[task]
    env = load(task, 0)
    m, d = model_and_data(env)
    o = m.opt
    result = dict(about="facts of the compiled model, read off mjModel after env.reset() (so run-time "
                        "changes of the task are in)",
                  versions=versions(), task=task, domain=t["domain"], task_name=t["task"])
    result["option"] = dict(
        timestep=o.timestep, integrator=enum_name(mujoco.mjtIntegrator, o.integrator, "mjINT_"),
        solver=enum_name(mujoco.mjtSolver, o.solver, "mjSOL_"),
        cone=enum_name(mujoco.mjtCone, o.cone, "mjCONE_"),
        jacobian=enum_name(mujoco.mjtJacobian, o.jacobian, "mjJAC_"), iterations=int(o.iterations),
        tolerance=o.tolerance, ls_iterations=int(o.ls_iterations), ls_tolerance=o.ls_tolerance,
        noslip_iterations=int(o.noslip_iterations), impratio=o.impratio, gravity=floats(o.gravity),
        density=o.density, viscosity=o.viscosity, wind=floats(o.wind),
        disabled=[f.name.replace("mjDSBL_", "").lower()
                  for f in mujoco.mjtDisableBit.__members__.values()
                  if f.name.startswith("mjDSBL_") and o.disableflags & f.value],
        enabled=[f.name.replace("mjENBL_", "").lower()
                 for f in mujoco.mjtEnableBit.__members__.values()
                 if f.name.startswith("mjENBL_") and o.enableflags & f.value])
    result["size"] = dict(nq=m.nq, nv=m.nv, nu=m.nu, nbody=m.nbody, njnt=m.njnt, ngeom=m.ngeom, nsite=m.nsite,
                          ntendon=m.ntendon, nexclude=m.nexclude, npair=m.npair, neq=m.neq, nkey=m.nkey,
                          nsensor=m.nsensor)
    result["stat"] = dict(meaninertia=m.stat.meaninertia, meanmass=m.stat.meanmass, meansize=m.stat.meansize,
                          extent=m.stat.extent, center=floats(m.stat.center),
                          total_mass=float(m.body_mass.sum()))
    result["qpos0"] = floats(m.qpos0)
    result["qpos_spring"] = floats(m.qpos_spring)
    result["bodies"] = [
        dict(id=b, name=name_of(m, "BODY", b), parent=int(m.body_parentid[b]), pos=floats(m.body_pos[b]),
             quat=floats(m.body_quat[b]), mass=float(m.body_mass[b]), inertia=floats(m.body_inertia[b]),
             ipos=floats(m.body_ipos[b]), iquat=floats(m.body_iquat[b]),
             subtreemass=float(m.body_subtreemass[b]), invweight0=floats(m.body_invweight0[b]),
             gravcomp=float(m.body_gravcomp[b]), dofnum=int(m.body_dofnum[b]), weldid=int(m.body_weldid[b]),
             simple=int(m.body_simple[b]))
        for b in range(m.nbody)]
    result["joints"] = []
    for j in range(m.njnt):
        v = m.jnt_dofadr[j]
        result["joints"].append(dict(
            id=j, name=name_of(m, "JOINT", j), type=enum_name(mujoco.mjtJoint, m.jnt_type[j], "mjJNT_"),
            body=int(m.jnt_bodyid[j]), pos=floats(m.jnt_pos[j]), axis=floats(m.jnt_axis[j]),
            limited=bool(m.jnt_limited[j]), range=floats(m.jnt_range[j]), margin=float(m.jnt_margin[j]),
            ref=float(m.qpos0[m.jnt_qposadr[j]]), springref=float(m.qpos_spring[m.jnt_qposadr[j]]),
            stiffness=float(m.jnt_stiffness[j]), stiffness_poly=floats(np.ravel(m.jnt_stiffnesspoly[j])),
            solref_limit=floats(m.jnt_solref[j]), solimp_limit=floats(m.jnt_solimp[j]),
            damping=float(m.dof_damping[v]), damping_poly=floats(np.ravel(m.dof_dampingpoly[v])),
            armature=float(m.dof_armature[v]), frictionloss=float(m.dof_frictionloss[v]),
            solref_friction=floats(m.dof_solref[v]), solimp_friction=floats(m.dof_solimp[v]),
            dof_invweight0=float(m.dof_invweight0[v]), actuator_gravcomp=bool(m.jnt_actgravcomp[j])))
    result["geoms"] = [
        dict(id=g, name=name_of(m, "GEOM", g), body=int(m.geom_bodyid[g]),
             type=enum_name(mujoco.mjtGeom, m.geom_type[g], "mjGEOM_"), size=floats(m.geom_size[g]),
             pos=floats(m.geom_pos[g]), quat=floats(m.geom_quat[g]), friction=floats(m.geom_friction[g]),
             condim=int(m.geom_condim[g]), solref=floats(m.geom_solref[g]), solimp=floats(m.geom_solimp[g]),
             solmix=float(m.geom_solmix[g]), priority=int(m.geom_priority[g]), margin=float(m.geom_margin[g]),
             gap=float(m.geom_gap[g]), contype=int(m.geom_contype[g]), conaffinity=int(m.geom_conaffinity[g]),
             group=int(m.geom_group[g]), material=int(m.geom_matid[g]),
             rgba=[round(float(x), 7) for x in m.geom_rgba[g]])
        for g in range(m.ngeom)]
    result["sites"] = [
        dict(id=s, name=name_of(m, "SITE", s), body=int(m.site_bodyid[s]),
             type=enum_name(mujoco.mjtGeom, m.site_type[s], "mjGEOM_"), size=floats(m.site_size[s]),
             pos=floats(m.site_pos[s]), quat=floats(m.site_quat[s]), group=int(m.site_group[s]),
             material=int(m.site_matid[s]), rgba=[round(float(x), 7) for x in m.site_rgba[s]])
        for s in range(m.nsite)]
    result["actuators"] = [
        dict(id=a, name=name_of(m, "ACTUATOR", a), joint=name_of(m, "JOINT", m.actuator_trnid[a, 0]),
             transmission=enum_name(mujoco.mjtTrn, m.actuator_trntype[a], "mjTRN_"),
             gear=floats(m.actuator_gear[a]), ctrllimited=bool(np.ravel(m.actuator_ctrllimited)[a]),
             ctrlrange=floats(m.actuator_ctrlrange[a]), forcelimited=bool(m.actuator_forcelimited[a]),
             gaintype=enum_name(mujoco.mjtGain, m.actuator_gaintype[a], "mjGAIN_"),
             gainprm=floats(m.actuator_gainprm[a]),
             biastype=enum_name(mujoco.mjtBias, m.actuator_biastype[a], "mjBIAS_"),
             biasprm=floats(m.actuator_biasprm[a]),
             dyntype=enum_name(mujoco.mjtDyn, m.actuator_dyntype[a], "mjDYN_"))
        for a in range(m.nu)]
    result["tendons"] = [
        dict(id=i, name=name_of(m, "TENDON", i), type="spatial",
             sites=[name_of(m, "SITE", m.wrap_objid[w])
                    for w in range(m.tendon_adr[i], m.tendon_adr[i] + m.tendon_num[i])],
             limited=bool(m.tendon_limited[i]), range=floats(m.tendon_range[i]),
             margin=float(m.tendon_margin[i]), solref_limit=floats(m.tendon_solref_lim[i]),
             solimp_limit=floats(m.tendon_solimp_lim[i]), stiffness=float(m.tendon_stiffness[i]),
             damping=float(m.tendon_damping[i]), frictionloss=float(m.tendon_frictionloss[i]),
             lengthspring=floats(m.tendon_lengthspring[i]), length0=float(m.tendon_length0[i]),
             invweight0=float(m.tendon_invweight0[i]), width=float(m.tendon_width[i]))
        for i in range(m.ntendon)]
    result["excludes"] = [int(x) for x in m.exclude_signature]
    result["sensors"] = [
        dict(name=name_of(m, "SENSOR", s), type=enum_name(mujoco.mjtSensor, m.sensor_type[s], "mjSENS_"),
             dim=int(m.sensor_dim[s]), stage=enum_name(mujoco.mjtStage, m.sensor_needstage[s], "mjSTAGE_"),
             object_type=enum_name(mujoco.mjtObj, m.sensor_objtype[s], "mjOBJ_"),
             object=mujoco.mj_id2name(m, int(m.sensor_objtype[s]), int(m.sensor_objid[s])))
        for s in range(m.nsensor)]
    result["keyframes"] = m.nkey
    result["collision_pairs"] = [] if "contact" in result["option"]["disabled"] else geom_filter(m)
    result["planar"] = planar_facts(m, t["plane"])

    n = env._n_sub_steps
    spec = env.action_spec()
    result["task_facts"] = dict(
        control_timestep=env.control_timestep(), physics_substeps=int(n),
        time_limit=env._step_limit * env.control_timestep(),
        control_steps_per_episode=int(round(env._step_limit)), early_termination=False,
        last_step_discount=1.0, action_dim=int(spec.shape[0]), action_min=floats(spec.minimum),
        action_max=floats(spec.maximum),
        observation=[dict(name=k, size=int(np.prod(v.shape)) if v.shape else 1,
                          formula=dict(t["observation"])[k])
                     for k, v in env.observation_spec().items()],
        reward=t["reward"], reset=t["reset"],
        planet=dict(action_repeat=t["planet_repeat"], decisions_per_episode=1000 // t["planet_repeat"],
                    image=[64, 64, 3], camera_id=0, reward="sum of the rewards of the repeated control steps",
                    note="cup catch: 6 in PlaNet's first public code (February 2019), "
                         "4 in its last (July 2019)"
                         if task.startswith("ball") else ""))

    # Examples of whole resets: the numbers that RandomState(seed) gives and what comes out.
    result["reset_examples"] = []
    for reset_seed in range(100 * seed + 1, 100 * seed + (13 if task == "cheetah_run" else 5)):
        fresh = load(task, reset_seed)  # load() resets once: that is the first episode of this seed
        fresh_model, fresh_data = model_and_data(fresh)
        example = dict(random_state_seed=reset_seed, qpos=floats(fresh_data.qpos),
                       qvel=floats(fresh_data.qvel), ncon=int(fresh_data.ncon),
                       observation=floats(flatten(fresh.task.get_observation(fresh.physics))))
        if task == "cheetah_run":
            draws = np.random.RandomState(reset_seed)
            limited = fresh_model.jnt_limited == 1
            q = np.zeros(fresh_model.nq)
            q[limited] = draws.uniform(*fresh_model.jnt_range[limited].T)
            example["qpos_drawn_before_settling"] = floats(q)
        if task == "reacher_easy":
            example["target"] = floats(fresh_model.geom_pos[target_id(fresh_model), :2])
        result["reset_examples"].append(example)

    result["visual"] = visual_facts(m)
    return result

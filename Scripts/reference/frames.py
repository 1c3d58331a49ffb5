"""Pictures as dm_control draws them."""
import os

import mujoco
import numpy as np

from reference.controls import control_series
from reference.environment import load, model_and_data, target_id
from reference.output import floats, rounded, versions, write
from reference.tasks import TASKS


def frame_states(rng, task, n):
    """Positions to draw, each with the reacher's target or None; the first just after a reset."""
    env = load(task, 11)
    m, d = model_and_data(env)
    out = []
    for i in range(n):
        env.reset()
        if i:  # states some time after a reset under vigorous smooth controls
            controls = control_series(rng, "smooth", 400, m.nu)
            for k in range(int(rng.integers(15, 150))):
                d.ctrl[:] = np.clip(2 * controls[k], -1, 1)
                mujoco.mj_step(m, d, env._n_sub_steps)
        q = rounded(d.qpos)
        if task == "cheetah_run":
            q[0] = rounded([0.0, 0.37, 1.9, 5.25, 10.4, 3.3, 0.8, 24.6, 2.2, 7.7, 1.1, -0.6][i % 12])
        out.append((q, floats(m.geom_pos[target_id(m)]) if task == "reacher_easy" else None))
    return out


def frames(outdir, seed, n_cheetah=12, n_other=3):
    """Writes pictures and segmentations of states, skies alone, and frames.json, which lists them."""
    from PIL import Image
    os.makedirs(os.path.join(outdir, "frames"), exist_ok=True)
    index = dict(about="frames rendered by dm_control, camera_id 0; PNG, RGB, row 0 at the top",
                 versions=versions(), gl=os.environ.get("MUJOCO_GL", ""), frames=[], skies=[])
    try:
        index["renderer"] = renderer_facts()
    except Exception as e:  # purely informative
        index["renderer"] = "unknown (%s)" % type(e).__name__
    for task in TASKS:
        rng = np.random.default_rng([seed, 3, list(TASKS).index(task)])
        env = load(task, 11)
        m, d = model_and_data(env)
        for i, (q, target) in enumerate(
                frame_states(rng, task, n_cheetah if task == "cheetah_run" else n_other)):
            mujoco.mj_resetData(m, d)
            d.qpos[:] = q
            if target is not None:
                m.geom_pos[target_id(m)] = target
            mujoco.mj_forward(m, d)
            e = dict(task=task, index=i, qpos=floats(q), camera=0, fovy=float(m.cam_fovy[0]),
                     cam_xpos=floats(d.cam_xpos[0]), cam_xmat=floats(d.cam_xmat[0]),
                     light_xpos=[floats(x) for x in d.light_xpos],
                     light_xdir=[floats(x) for x in d.light_xdir], subtree_com=floats(d.subtree_com[1]),
                     files={})
            if target is not None:
                e["target"] = target
            for h, w in ((64, 64), (240, 320)):
                picture = env.physics.render(h, w, camera_id=0)
                file_name = "%s_%02d_%dx%d.png" % (task, i, h, w)
                Image.fromarray(picture).save(os.path.join(outdir, "frames", file_name), optimize=True)
                e["files"]["%dx%d" % (h, w)] = file_name
            seg = env.physics.render(64, 64, camera_id=0, segmentation=True)
            s = np.where(seg[..., 1] == int(mujoco.mjtObj.mjOBJ_GEOM), seg[..., 0] + 1, 0)
            s = np.where((seg[..., 1] >= 0) & (seg[..., 1] != int(mujoco.mjtObj.mjOBJ_GEOM)),
                         255, s).astype(np.uint8)
            file_name = "%s_%02d_segmentation.png" % (task, i)
            Image.fromarray(s).save(os.path.join(outdir, "frames", file_name), optimize=True)
            e["files"]["segmentation64"] = file_name
            index["frames"].append(e)
        # The sky alone: it depends on the camera's orientation only.
        from dm_control.mujoco import wrapper
        opt = wrapper.MjvOption()
        opt.geomgroup[:] = 0
        opt.sitegroup[:] = 0
        opt.tendongroup[:] = 0
        for h, w in ((64, 64), (240, 320)):
            file_name = "%s_sky_%dx%d.png" % (task, h, w)
            Image.fromarray(env.physics.render(h, w, camera_id=0, scene_option=opt)).save(
                os.path.join(outdir, "frames", file_name), optimize=True)
            index["skies"].append(dict(task=task, file=file_name, cam_xmat=floats(d.cam_xmat[0])))
    write(os.path.join(outdir, "frames", "frames.json"), index)


def renderer_facts():
    """Vendor, renderer and version of the OpenGL that draws."""
    from OpenGL import GL
    env = load("cartpole_swingup", 0)
    out = {}
    with env.physics.contexts.gl.make_current() as ctx:
        def ask():
            """Reads the strings where the context is current."""
            for k in ("VENDOR", "RENDERER", "VERSION"):
                out[k.lower()] = GL.glGetString(getattr(GL, "GL_" + k)).decode()
        ctx.call(ask)
    return out

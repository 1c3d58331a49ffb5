"""Facts of a compiled model that its pictures depend on."""
import mujoco
import numpy as np

from reference.environment import enum_name, name_of
from reference.output import floats


def visual_facts(m):
    """Cameras, lights, materials, textures and settings of a model's pictures."""
    v = m.vis

    def single(x):
        """Single-precision numbers as a list, rounded to 7 decimals."""
        return [round(float(y), 7) for y in np.ravel(x)]

    textures = []
    for i in range(m.ntex):
        n = int(m.tex_height[i]) * int(m.tex_width[i])
        start = int(m.tex_adr[i])
        pixels = np.asarray(m.tex_data[start:start + 3 * n]).reshape(
            int(m.tex_height[i]), int(m.tex_width[i]), 3)
        e = dict(id=i, name=name_of(m, "TEXTURE", i),
                 type=enum_name(mujoco.mjtTexture, m.tex_type[i], "mjTEXTURE_"),
                 width=int(m.tex_width[i]), height=int(m.tex_height[i]))
        if e["type"] == "skybox":
            w = e["width"]
            faces = pixels.reshape(-1, w, w, 3)
            names = ["right", "left", "up", "down", "front", "back"]
            star = (pixels == 255).all(-1)
            e["white_pixel_fraction"] = float(star.mean())
            e["faces"] = names
            # colour of a column of each face from top row to bottom row, stars left out, every 40th row
            e["row_colours"] = {
                face: [[int(round(float(faces[k, r][~(faces[k, r] == 255).all(-1)][:, c].mean())))
                        for c in range(3)]
                       for r in list(range(0, w, 40)) + [w - 1]]
                for k, face in enumerate(names)}
        else:
            colours, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_counts=True)
            e["colours"] = [[int(x) for x in c] for c in colours]
            e["counts"] = [int(x) for x in counts]
            h, w = pixels.shape[:2]
            e["quadrant_centre_colours"] = dict(
                rows0_cols0=pixels[h // 4, w // 4].tolist(), rows0_cols1=pixels[h // 4, 3 * w // 4].tolist(),
                rows1_cols0=pixels[3 * h // 4, w // 4].tolist(),
                rows1_cols1=pixels[3 * h // 4, 3 * w // 4].tolist())
            e["corner_colour"] = pixels[0, 0].tolist()
        textures.append(e)
    return dict(
        cameras=[dict(id=c, name=name_of(m, "CAMERA", c), body=int(m.cam_bodyid[c]), pos=floats(m.cam_pos[c]),
                      quat=floats(m.cam_quat[c]),
                      mode=enum_name(mujoco.mjtCamLight, m.cam_mode[c], "mjCAMLIGHT_"),
                      fovy=float(m.cam_fovy[c]), poscom0=floats(m.cam_poscom0[c]), pos0=floats(m.cam_pos0[c]),
                      mat0=floats(m.cam_mat0[c]))
                 for c in range(m.ncam)],
        lights=[dict(id=i, name=name_of(m, "LIGHT", i), body=int(m.light_bodyid[i]),
                     type=enum_name(mujoco.mjtLightType, m.light_type[i], "mjLIGHT_"),
                     mode=enum_name(mujoco.mjtCamLight, m.light_mode[i], "mjCAMLIGHT_"),
                     castshadow=bool(m.light_castshadow[i]), pos=floats(m.light_pos[i]),
                     dir=floats(m.light_dir[i]), poscom0=floats(m.light_poscom0[i]),
                     pos0=floats(m.light_pos0[i]), dir0=floats(m.light_dir0[i]),
                     attenuation=single(m.light_attenuation[i]), cutoff=float(m.light_cutoff[i]),
                     exponent=float(m.light_exponent[i]), ambient=single(m.light_ambient[i]),
                     diffuse=single(m.light_diffuse[i]), specular=single(m.light_specular[i]))
                for i in range(m.nlight)],
        headlight=dict(active=int(v.headlight.active), ambient=single(v.headlight.ambient),
                       diffuse=single(v.headlight.diffuse), specular=single(v.headlight.specular)),
        map=dict(znear=float(v.map.znear), zfar=float(v.map.zfar), fogstart=float(v.map.fogstart),
                 fogend=float(v.map.fogend), haze=float(v.map.haze), shadowclip=float(v.map.shadowclip),
                 shadowscale=float(v.map.shadowscale),
                 note="near and far clipping distances are znear and zfar times stat.extent"),
        quality=dict(shadowsize=int(v.quality.shadowsize), offsamples=int(v.quality.offsamples),
                     numslices=int(v.quality.numslices), numstacks=int(v.quality.numstacks),
                     numquads=int(v.quality.numquads)),
        materials=[dict(id=i, name=name_of(m, "MATERIAL", i), rgba=single(m.mat_rgba[i]),
                        texture=int(np.ravel(m.mat_texid[i]).max()), texrepeat=single(m.mat_texrepeat[i]),
                        texuniform=bool(m.mat_texuniform[i]), emission=float(m.mat_emission[i]),
                        specular=float(m.mat_specular[i]), shininess=float(m.mat_shininess[i]),
                        reflectance=round(float(m.mat_reflectance[i]), 7))
                   for i in range(m.nmat)],
        textures=textures)

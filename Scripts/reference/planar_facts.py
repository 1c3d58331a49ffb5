"""Facts of a compiled model, reduced to the plane that it moves in."""
import mujoco
import numpy as np

from reference.environment import enum_name, name_of


def planar_facts(m, plane):
    """The same model reduced to its plane (derived quantities, for convenience).

    Plane coordinates are (x, z) for 'xz' and (x, y) for 'xy'.  An angle is the
    rotation about +y resp. +z; `sign` of a hinge is the sign of its axis on that.
    """
    ia, ib, iax = (0, 2, 1) if plane == "xz" else (0, 1, 2)
    R = np.zeros(9)

    def rotation(q):
        """The rotation matrix of a quaternion."""
        mujoco.mju_quat2Mat(R, np.array(q))
        return R.reshape(3, 3).copy()

    def angle(M):
        """The rotation about the out-of-plane axis of a planar rotation matrix."""
        return float(np.arctan2(M[0, 2], M[0, 0]) if plane == "xz" else np.arctan2(M[1, 0], M[0, 0]))

    bodies = []
    for b in range(1, m.nbody):
        Ri = rotation(m.body_iquat[b])
        I = Ri @ np.diag(m.body_inertia[b]) @ Ri.T
        bodies.append(dict(name=name_of(m, "BODY", b), parent=name_of(m, "BODY", m.body_parentid[b]),
                           pos=[float(m.body_pos[b, ia]), float(m.body_pos[b, ib])],
                           angle=angle(rotation(m.body_quat[b])),
                           com=[float(m.body_ipos[b, ia]), float(m.body_ipos[b, ib])],
                           mass=float(m.body_mass[b]), inertia=float(I[iax, iax]),
                           com_out_of_plane=float(m.body_pos[b, iax])))
    joints = []
    for j in range(m.njnt):
        ax = m.jnt_axis[j]
        e = dict(name=name_of(m, "JOINT", j), body=name_of(m, "BODY", m.jnt_bodyid[j]))
        if m.jnt_type[j] == 3:
            e.update(type="hinge", sign=float(ax[iax]),
                     anchor=[float(m.jnt_pos[j, ia]), float(m.jnt_pos[j, ib])])
        else:
            e.update(type="slide", axis=[float(ax[ia]), float(ax[ib])])
        joints.append(e)
    geoms = []
    for g in range(m.ngeom):
        Rg = rotation(m.geom_quat[g])
        t = enum_name(mujoco.mjtGeom, m.geom_type[g], "mjGEOM_")
        e = dict(name=name_of(m, "GEOM", g), body=name_of(m, "BODY", m.geom_bodyid[g]), type=t,
                 pos=[float(m.geom_pos[g, ia]), float(m.geom_pos[g, ib])],
                 out_of_plane=float(m.geom_pos[g, iax]))
        z = Rg[:, 2]
        if t == "capsule" or t == "cylinder":
            e.update(radius=float(m.geom_size[g, 0]), half=float(m.geom_size[g, 1]),
                     axis=[float(z[ia]), float(z[ib])])
        elif t == "sphere":
            e.update(radius=float(m.geom_size[g, 0]))
        elif t == "plane":
            e.update(normal=[float(z[ia]), float(z[ib])])
        geoms.append(e)
    return dict(plane=plane, bodies=bodies, joints=joints, geoms=geoms)

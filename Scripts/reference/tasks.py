"""The six tasks: where dm_control has them, and in words what they observe, reward and reset."""

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
            ["position", "[qpos[0], cos(qpos[1]), sin(qpos[1])]  "
                         "(zz and xz entries of the pole's rotation matrix)"],
            ["velocity", "qvel[0:2]"]],
        reward="upright = (cos(qpos[1]) + 1)/2; centered = (1 + 10^(-(qpos[0]/2)^2))/2; "
               "small_control = (4 + max(0, 1 - ctrl^2))/5 with ctrl as it was set "
               "(not clamped to the range); "
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
        reset=["shoulder (unlimited hinge): qpos[0] ~ U(-pi, pi); "
               "wrist (limited): qpos[1] ~ U(range); qvel = 0",
               "target: angle ~ U(0, 2 pi), radius ~ U(0.05, 0.20); "
               "x = radius*sin(angle), y = radius*cos(angle)"]),
    "finger_spin": dict(
        domain="finger", task="spin", plane="xz", planet_repeat=2,
        observation=[
            ["position", "[qpos[0], qpos[1], tip_x - hinge_x, tip_z - hinge_z]  "
                         "(tip = site 0.13 along the spinner)"],
            ["velocity", "qvel[0:3]"],
            ["touch", "[ln(1 + touchtop), ln(1 + touchbottom)]; a touch value is the sum of contact "
                      "normal forces that the sensor's ellipsoid sees; it dates from the LAST physics "
                      "sub-step's forward pass, "
                      "i.e. from the state before the last integration, unlike everything else"]],
        reward="reward = 1 if qvel[2] <= -15 else 0",
        reset=["the damping of the spinner hinge is set to 0.03 at run time (the model file says 0.5)",
               "repeat: proximal, distal ~ U(range), hinge ~ U(-pi, pi) in joint order, "
               "until a forward pass finds 0 contacts; qvel = 0"]),
    "ball_in_cup_catch": dict(
        domain="ball_in_cup", task="catch", plane="xz", planet_repeat=4,
        observation=[["position", "qpos[0:4]"], ["velocity", "qvel[0:4]"]],
        reward="d = |target_site_xz - ball_xz| per axis, the site being at cup + (0, -0.05); "
               "reward = 1 if d_x < 0.05 - 0.025 and d_z < 0.05 - 0.025 else 0",
        reset=["repeat: qpos[2] (ball_x) ~ U(-0.2, 0.2), qpos[3] (ball_z) ~ U(0.2, 0.5) "
               "until a forward pass finds 0 contacts "
               "(all contacts count, so a ball that touches a cup part is redrawn); cup at 0; qvel = 0"]),
    "walker_walk": dict(
        domain="walker", task="walk", plane="xz", planet_repeat=2,
        observation=[
            ["orientations", "for each of the 7 bodies in order: (xx, xz) entries of its world "
                             "rotation matrix = (cos a, sin a), "
                             "a = rotation of the body about +y"],
            ["height", "world z of the torso body frame (= 1.3 + qpos[0])"],
            ["velocity", "qvel[0:9]"]],
        reward="h = world z of the torso body frame; standing = 1 if h >= 1.2 else 10^(-((1.2 - h)/0.6)^2); "
               "upright = (1 + cos a_torso)/2; stand = (3*standing + upright)/4; "
               "v = x-velocity of the whole-model centre of mass (sensor torso_subtreelinvel[0]); "
               "move = min(1, max(0, v)); "
               "reward = stand*(5*move + 1)/6",
        reset=["in joint order: rootz, rootx untouched (unlimited slides); "
               "rooty (unlimited hinge) ~ U(-pi, pi); "
               "each limited hinge ~ U(range); qvel = 0; no settling"]),
}

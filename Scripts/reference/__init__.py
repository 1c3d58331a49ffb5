"""The parts of Scripts/make_reference.py.

Throughout, m and d are MuJoCo's model and data; q, v and u are qpos, qvel and ctrl of a state.
"""
import logging
import warnings

# Before anything imports mujoco or dm_control.
logging.disable(logging.WARNING)
warnings.simplefilter("ignore")

"""What is predicted about memory."""

import os
import re
import unittest

from program import *


class Memory(Trial):
    def peak(self, *arguments):
        """Runs a program; returns its messages and the most memory that it held, in bytes."""
        process = start(*arguments, stdout=subprocess.DEVNULL)
        errors = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stderr.close()
        self.assertEqual(process.returncode, 0, errors)
        return errors, usage.ru_maxrss * 1024

    def test_a_run_keeps_to_its_prediction(self):
        """R30: with three times as many episodes as the replay may hold."""
        capacity = 8_000_000
        # 63 decisions and one observation more of 32 x 32 x 3 bytes, with actions and rewards.
        episode = 64 * 3072 + 63 * 28
        steps = 3 * capacity // episode * 1008
        errors, peak = self.peak(
            *TRAIN, "--run", str(self.folder / "run"),
            *settings(
                trainer__environmentSteps=steps, trainer__replayBytes=capacity,
                trainer__updatesPerEpisode=1, trainer__evaluationInterval=0,
                trainer__checkpointSeconds=60))
        predicted = float(re.search(r"predicted peak ([0-9.]+) GB", errors).group(1)) * 1e9
        self.assertLessEqual(peak, predicted * 1.1 + 64e6)
        listed = manifest(newest(self.folder / "run"))["episodes"]
        self.assertLessEqual(len(listed) * episode, capacity)
        self.assertGreater(len(list((self.folder / "run/episodes").iterdir())), 2.5 * len(listed))

    def test_the_presets_keep_to_their_predictions(self):
        """R30: the passes of real sizes; planet's takes too long for every day."""
        for preset in ("compact", "state") + (("planet",) if NIGHTLY else ()):
            capacity = 10_000_000
            errors, peak = self.peak(
                "train", "cheetah-run", "--preset", preset, "--run", str(self.folder / preset),
                *settings(
                    trainer__environmentSteps=1000, trainer__replayBytes=capacity,
                    trainer__seedEpisodes=1, trainer__updatesPerEpisode=3,
                    trainer__evaluationInterval=0))
            predicted = float(re.search(r"predicted peak ([0-9.]+) GB", errors).group(1)) * 1e9
            self.assertLessEqual(peak, predicted * 1.1 + 64e6, preset)
            # A prediction that is far too large would refuse what fits.
            self.assertGreater(peak, predicted / 3, preset)

    def test_what_does_not_fit_is_refused(self):
        """R30: with 78, both numbers, and before anything is trained."""
        more = settings(trainer__replayBytes=10**15)
        outcome = self.expect(train(self.folder / "run", *more), 78)
        self.assertIn("1000000000000000", outcome.errors)
        self.assertIn("--force", outcome.errors)
        self.assertEqual(outcome.output, "")
        self.expect(train(self.folder / "run", *more, "--force"), 0)


if __name__ == "__main__":
    unittest.main()

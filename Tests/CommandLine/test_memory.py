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
        steps = 3 * capacity // episode * 1000
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
        """R30: the passes of real sizes, and an evaluation with its monitor; planet's takes too long
        for every day."""
        for preset in ("compact", "state") + (("planet",) if NIGHTLY else ()):
            errors, peak = self.peak(
                "train", "cheetah-run", "--preset", preset, "--run", str(self.folder / preset),
                *settings(
                    trainer__environmentSteps=1000, trainer__seedEpisodes=1,
                    trainer__updatesPerEpisode=3, trainer__evaluationInterval=1,
                    trainer__evaluationEpisodes=1, planner__candidates=20,
                    planner__elites=5, planner__iterations=1))
            predicted = float(re.search(r"predicted peak ([0-9.]+) GB", errors).group(1)) * 1e9
            self.assertLessEqual(peak, predicted * 1.1 + 64e6, preset)
            # A prediction that is far too large would refuse what fits.
            self.assertGreater(peak, predicted / 3, preset)

    def test_a_short_run_is_not_charged_a_long_one(self):
        """R30: the 20 episodes of Scripts/demo need no replay of 4 GB."""
        process = start(
            "train", "cheetah-run", "--preset", "quick", "--run", str(self.folder / "run"))
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        for line in process.stderr:
            if found := re.match(rb"memory: predicted peak ([0-9.]+) .* replay ([0-9.]+) GB", line):
                break
        peak, replay = map(float, found.groups())
        self.assertLess(peak, 3)
        # 21 episodes of 251 observations of 32 x 32 x 3 bytes, with actions and rewards.
        self.assertEqual(replay, 0.02)

    def test_an_evaluation_keeps_to_its_prediction(self):
        """R30: all episodes together would be 24 x 1001 x 64 x 64 x 3 bytes, which is 295 MB."""
        errors, peak = self.peak(
            *TRAIN, "--run", str(self.folder / "run"),
            *settings(
                model__imageSide=64, trainer__actionRepeat=1, trainer__environmentSteps=1000,
                trainer__seedEpisodes=1, trainer__updatesPerEpisode=1,
                trainer__replayBytes=16_000_000, trainer__evaluationInterval=1,
                trainer__evaluationEpisodes=24, monitor__episodes=2,
                behavior__isLearned="false", planner__horizon=1, planner__iterations=1,
                planner__candidates=2, planner__elites=1))
        predicted = float(re.search(r"predicted peak ([0-9.]+) GB", errors).group(1)) * 1e9
        self.assertLessEqual(peak, predicted * 1.1 + 64e6)
        self.assertLess(predicted, 24 * 1001 * 64 * 64 * 3)
        table = (self.folder / "run/evaluations.csv").read_text().splitlines()
        self.assertEqual(len(table), 2)
        self.assertIn("open_loop/image_error/50", metrics(self.folder / "run")[-1])

    def test_what_does_not_fit_is_refused(self):
        """R30: with 78, both numbers, and before anything is trained."""
        more = settings(trainer__replayBytes=10**14, trainer__environmentSteps=10**12)
        outcome = self.expect(train(self.folder / "run", *more), 78)
        self.assertIn("with a replay of 100000000000000;", outcome.errors)
        self.assertIn("--force", outcome.errors)
        self.assertEqual(outcome.output, "")
        self.expect(train(self.folder / "run", *more, "--force", "--minutes", "0.01"), 0)

    def test_a_second_trainer_waits_for_the_first(self):
        """R12: with 75 where the first may be what has taken the memory."""
        more = settings(trainer__replayBytes=10**14, trainer__environmentSteps=10**12)
        path = self.folder / "run"
        holder = start(*TRAIN, "--run", str(path), *more, "--force")
        self.addCleanup(holder.communicate)
        self.addCleanup(holder.kill)
        self.assertTrue(wait_for(lambda: list(path.glob("ckpt/step-*"))))
        self.assertIn(f"process {holder.pid} ", self.expect(train(path, *more), 75).errors)

    def test_an_old_run_outlives_a_refused_one(self):
        """R30: --overwrite removes a run once the new one is known to fit."""
        path = self.finished_run()
        before = digest(path)
        for more in (
            settings(trainer__replayBytes=10**14, trainer__environmentSteps=10**12),
            settings(model__deterministicSize=10**6),
            settings(trainer__sequenceLength=500), settings(trainer__batchSize=0)):
            self.assertIn(train(path, "--overwrite", *more).code, (64, 78), more)
            self.assertEqual(digest(path), before, more)
        self.expect(train(path, "--overwrite", *settings(trainer__environmentSteps=1000)), 0)
        self.assertNotEqual(digest(path), before)

    def test_sequences_that_no_episode_will_have_are_refused_at_once(self):
        """With 78, and before the first episode; a run that goes on may have longer ones."""
        new = self.folder / "new"
        outcome = self.expect(train(new, *settings(trainer__sequenceLength=100)), 78)
        self.assertIn("expected at most the 64 observations", outcome.errors)
        self.assertFalse(new.exists())
        path = self.finished_run("long", *settings(trainer__actionRepeat=8))
        self.expect(train(path, *settings(
            trainer__actionRepeat=16, trainer__sequenceLength=100,
            trainer__environmentSteps=5000)), 0)

    def test_no_size_is_made_before_it_is_checked(self):
        """R21: what no machine can make is refused with 78, with --force too."""
        million = 10**6
        for sizes in (
            settings(model__deterministicSize=million), settings(model__convolutionDepth=million),
            settings(behavior__hiddenSizes=f"[{million},{million}]"),
            settings(planner__horizon=million), settings(monitor__draws=million),
            settings(trainer__batchSize=million)):
            for more in ([], ["--force"]):
                outcome = self.expect(train(self.folder / "new", *sizes, *more), 78)
                self.assertIn("memory: expected a peak of at most", outcome.errors)
        self.assertFalse((self.folder / "new").exists())
        path, output = str(self.finished_run()), str(self.folder / "output")
        for line in (
            ["evaluate", path, *settings(model__deterministicSize=million)],
            ["evaluate", path, *settings(planner__horizon=million)],
            ["evaluate", "cheetah-run", "--agent", "true-dynamics",
             *settings(planner__horizon=million)],
            ["predict", path, "--output", output, "--draws", str(million)],
            ["predict", path, "--output", output, "--episodes", str(million)],
            ["probe", path, "--episodes", str(million)], ["probe", path, "--held-out", str(million)],
            ["bench", "train", *settings(model__deterministicSize=million)],
            ["bench", "train", *settings(batchSize=million, length=million)]):
            outcome = self.expect(run(*line), 78)
            self.assertIn("memory: expected a peak of at most", outcome.errors)
        self.assertFalse((self.folder / "output").exists())


if __name__ == "__main__":
    unittest.main()

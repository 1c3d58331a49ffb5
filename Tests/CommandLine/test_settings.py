"""Settings from flags, files and presets: their types, origins and misspellings."""

import re
import unittest

from program import *


class Suggestions(Trial):
    # What was typed, and what was meant.
    OPTIONS = {
        "--presett": "--preset", "--prest": "--preset", "--sed": "--seed", "--sead": "--seed",
        "--confg": "--config", "--confgi": "--config", "--overwrte": "--overwrite",
        "--over-write": "--overwrite", "--strict-resum": "--strict-resume",
        "--strictresume": "--strict-resume", "--jsn": "--json", "--jason": "--json",
        "--frce": "--force", "--forse": "--force", "--rnu": "--run",
    }
    COMMANDS = {
        "trian": "train", "tarin": "train", "evalute": "evaluate", "evluate": "evaluate",
        "wacth": "watch", "inspct": "inspect", "inspectt": "inspect", "rendr": "render",
        "simulat": "simulate", "benhc": "bench", "env": "envs",
    }
    TASKS = {
        "cheetah-rum": "cheetah-run", "chetah-run": "cheetah-run", "cheetahrun": "cheetah-run",
        "walker-wlak": "walker-walk", "walkerwalk": "walker-walk",
        "cartpole-swing-up": "cartpole-swingup", "reacher-esay": "reacher-easy",
        "finger-spn": "finger-spin", "ball-in-cup-cacth": "ball-in-cup-catch",
    }
    SETTINGS = {
        "planner.horizn": "planner.horizon", "candidates": "planner.candidates",
        "planer.horizon": "planner.horizon", "planner.candidate": "planner.candidates",
        "trainer.batchsize": "trainer.batchSize", "trainer.bachSize": "trainer.batchSize",
        "trainer.batch_size": "trainer.batchSize", "learningRate": "optimizer.learningRate",
        "optimizer.learningrate": "optimizer.learningRate",
        "optimiser.learningRate": "optimizer.learningRate",
        "model.stochasticsize": "model.stochasticSize", "model.hiddensize": "model.hiddenSize",
        "loss.freeNat": "loss.freeNats", "loss.freenats": "loss.freeNats",
        "model.transitoin": "model.transition", "trainer.seedEpisode": "trainer.seedEpisodes",
        "monitor.horizn": "monitor.horizon", "sead": "seed",
    }

    def test_typos_find_what_was_meant(self):
        """U3: of 53 typos at least 45 are understood; none trains."""
        cases = [(["train", "cheetah-run", typo], right, 64) for typo, right in self.OPTIONS.items()]
        cases += [([typo], right, 64) for typo, right in self.COMMANDS.items()]
        cases += [(["train", typo], right, 64) for typo, right in self.TASKS.items()]
        cases += [
            (["train", "cheetah-run", "--set", f"{typo}=1"], right, 64)
            for typo, right in self.SETTINGS.items()]
        wrong = []
        for arguments, right, code in cases:
            outcome = self.expect(run(*arguments, cwd=self.folder), code)
            if not re.search(f"[Dd]id you mean '{re.escape(right)}'\\?", outcome.errors):
                wrong.append((arguments, outcome.errors.splitlines()[0]))
        self.assertGreaterEqual(len(cases), 50)
        self.assertLessEqual(len(wrong), len(cases) - 45, wrong)
        self.assertLessEqual(len(wrong), 3, wrong)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_file_with_a_typo_is_told_by_line_and_column(self):
        """U3."""
        file = self.folder / "a.toml"
        file.write_text("seed = 1\n[planner]\n  horizn = 3\n")
        outcome = self.expect(train(self.folder / "run", "--config", str(file)), 78)
        self.assertIn(f"{file}:3:3: there is no setting 'planner.horizn'", outcome.errors)
        self.assertIn("did you mean 'planner.horizon'?", outcome.errors)


class Settings(Trial):
    def test_settings_have_types(self):
        """U4."""
        accepted = {
            "trainer.batchSize=3e0": "batchSize = 3", "trainer.batchSize= 4": "batchSize = 4",
            "loss.freeNats=2": "freeNats = 2.0", "loss.priorScale=0.8": "priorScale = 0.8",
            "optimizer.learningRate=3e-4": "learningRate = 0.0003",
            "model.rewardHiddenSizes=[5, 6]": "rewardHiddenSizes = [5, 6]",
            "model.hasTiedPriorMean=true": "hasTiedPriorMean = true",
        }
        more = settings(trainer__environmentSteps=1000, trainer__seedEpisodes=1)
        arguments = [part for text in accepted for part in ("--set", text)]
        self.expect(train(self.folder / "run", *more, *arguments), 0)
        resolved = (self.folder / "run/config.toml").read_text()
        for line in list(accepted.values())[1:]:
            self.assertIn(f"\n{line}\n", resolved)
        refused = {
            "trainer.batchSize=1.5": "a whole number", "loss.freeNats=x": "number",
            "loss.freeNats=nan": "finite", "model.hasTiedPriorMean=yes": "true",
            "model.transition=flip": "one of deterministic", "seed=1e30": "whole",
            "trainer.batchSize=0": "at least 1", "planner.elites=21": "1 to 20",
            "model.imageSide=48": "32 or 64", "planner.momentum=1": "less than 1",
            "seed=-1": "at least 0", "xyzzy=1": "no setting",
        }
        for text, words in refused.items():
            outcome = self.expect(train(self.folder / "other", "--set", text), 64)
            self.assertIn(words, outcome.errors, text)
        self.assertFalse((self.folder / "other").exists())

    def test_a_value_that_is_wrong_is_told_with_its_place(self):
        """64 for the command line, 78 for a file or a variable."""
        file, new = self.folder / "a.toml", self.folder / "new"
        file.write_text("seed = 1\n[trainer]\n  batchSize = 0\n")
        words = "trainer.batchSize: expected at least 1, found 0"
        outcome = self.expect(train(new, "--config", str(file)), 78)
        self.assertIn(f"Error: {file}:3:3: {words}", outcome.errors)
        outcome = self.expect(train(new, env={"ORRERY_SET": "trainer.batchSize=0"}), 78)
        self.assertIn(f"Error: ORRERY_SET, {words}", outcome.errors)
        outcome = self.expect(train(new, "--set", "trainer.batchSize=0"), 64)
        self.assertIn(f"Error: --set {words}", outcome.errors)
        path = self.finished_run()
        words = "planner.elites: expected 1 to 20, the candidates, found 5000"
        outcome = self.expect(run("evaluate", str(path), "--set", "planner.elites=5000"), 64)
        self.assertIn(f"Error: --set {words}", outcome.errors)
        config = path / "config.toml"
        config.write_text(config.read_text().replace("elites = 4", "elites = 5000"))
        outcome = self.expect(run("evaluate", str(path)), 78)
        self.assertRegex(outcome.errors, rf"Error: {config}:\d+:1: {words}")

    def test_stronger_origins_win(self):
        """U5: command line, environment, file, preset, default."""
        file = self.folder / "a.toml"
        file.write_text("[planner]\nhorizon = 7\ncandidates = 21\niterations = 3\n")
        more = settings(trainer__environmentSteps=1000, trainer__seedEpisodes=1)
        more += ["--config", str(file), "--set", "planner.horizon=5"]
        env = {"ORRERY_SET": "planner.horizon=6 planner.candidates=22"}
        self.expect(train(self.folder / "run", *more, env=env), 0)
        resolved = (self.folder / "run/config.toml").read_text()
        for line in ("horizon = 5", "candidates = 22", "iterations = 3", "elites = 4",
                     "temperature = 2.0"):
            self.assertIn(f"\n{line}\n", resolved)
        shown = self.expect(
            run(*TRAIN, *more, "--show-settings", cwd=self.folder, env=env), 0).output
        for line in ("horizon = 5  # the command line", "candidates = 22  # ORRERY_SET",
                     f"iterations = 3  # {file}:4:1", "elites = 4  # preset debug",
                     "temperature = 2.0  # default"):
            self.assertIn(f"\n{line}\n", shown)
        self.assertFalse((self.folder / "runs").exists())
        # What is shown is a file of settings, which resolves to the same.
        file.write_text(shown)
        again = self.expect(run(*TRAIN, "--config", str(file), "--show-settings"), 0)
        self.assertEqual(re.sub(" +#.*", "", again.output), re.sub(" +#.*", "", shown))
        outcome = self.expect(
            train(self.folder / "b", env={"ORRERY_SET": "planner.horizn=6"}), 78)
        self.assertIn("ORRERY_SET", outcome.errors)
        self.assertIn("did you mean 'planner.horizon'?", outcome.errors)

    def test_the_task_is_the_first_argument(self):
        """No setting makes config.toml name another task than the one that was trained on."""
        outcome = self.expect(train(self.folder / "a", "--set", "task=walker-walk"), 64)
        self.assertIn("the task is 'cheetah-run'", outcome.errors)
        env = {"ORRERY_SET": "task=walker-walk"}
        outcome = self.expect(train(self.folder / "a", env=env), 78)
        self.assertIn("ORRERY_SET: the task is 'cheetah-run'", outcome.errors)
        self.assertFalse((self.folder / "a").exists())
        file = self.folder / "a.toml"
        file.write_text('seed = 3\ntask = "walker-walk"\n')
        outcome = self.expect(train(self.folder / "a", "--config", str(file)), 78)
        self.assertIn(f"{file}:2:1: the task is 'cheetah-run'", outcome.errors)
        file.write_text('task = "cheetah-run"\n')
        for more in (["--set", "task=cheetah-run"], ["--config", str(file)]):
            shown = self.expect(run(*TRAIN, *more, "--show-settings"), 0).output
            self.assertIn('task = "cheetah-run"  # the command line\n', shown)

    def test_a_value_keeps_its_discount(self):
        """It was learned in units of 1 / (1 - discount)."""
        path = self.finished_run()
        outcome = self.expect(train(path, "--set", "behavior.discount=0.9"), 78)
        self.assertIn("expected a run with behavior.discount 0.9, found one with", outcome.errors)

    def test_settings_come_through_a_pipe(self):
        """As from `--config <(...)`: a pipe has no size, and comes in parts."""
        process = start(
            *TRAIN, "--config", "/dev/stdin", "--show-settings", stdin=subprocess.PIPE)
        text = "# a comment\n" * 20_000 + "[planner]\nhorizon = 7\n"
        output, errors = process.communicate(text.encode(), timeout=60)
        self.assertEqual(process.returncode, 0, errors)
        self.assertIn(b"\nhorizon = 7  # /dev/stdin:20002:1\n", output)


if __name__ == "__main__":
    unittest.main()

"""What commands make of runs: what is resumed, refused, predicted and told, and by which codes."""

import json
import re
import shutil
import signal
import struct
import unittest

from program import *


class Runs(Trial):
    def test_a_run_describes_itself(self):
        """U12: settings, command, versions, measurements, checkpoints, episodes, lock."""
        path = self.finished_run()
        names = {file.name for file in path.iterdir()}
        self.assertLessEqual(
            {"config.toml", "cmdline", "version", "metrics.jsonl", "evaluations.csv", "ckpt",
             "episodes", "video", "log.txt", ".lock"}, names)
        self.assertTrue(any(name.startswith("events.out.tfevents.") for name in names))
        self.assertIn("--preset\ndebug\n", (path / "cmdline").read_text())
        log = (path / "log.txt").read_text()
        self.assertRegex(log, "^training on cheetah-run, preset debug, ")
        self.assertRegex(log, "(?m)^finished: ")
        version = (path / "version").read_text()
        for key in ("orrery", "swift", "blas_core", "blas_threads", "onednn"):
            self.assertRegex(version, f'(?m)^{key} = ".+"$')
        commit = re.search('(?m)^commit = "([0-9a-f]{12}(-dirty)?|unknown)"$', version)
        self.assertIsNotNone(commit, version)
        self.assertRegex(
            self.expect(run("--version"), 0).output, f"^[0-9.]+ [(]{commit[1]}[)]\n$")

    def test_a_run_is_resumed_or_overwritten_and_nothing_else_is(self):
        """U12."""
        path = self.finished_run()
        before = newest(path).name
        outcome = self.expect(train(path), 0)
        self.assertIn("going on with", outcome.errors)
        self.assertEqual((outcome.output, newest(path).name), ("", before))
        outcome = self.expect(train(path, "--overwrite"), 0)
        self.assertEqual(len(outcome.output.splitlines()), 4)
        thesis = self.folder / "thesis"
        thesis.mkdir()
        (thesis / "thesis.tex").write_text("years of work")
        for more in ([], ["--overwrite"]):
            self.assertIn("thesis.tex", self.expect(train(thesis, *more), 73).errors)
        self.assertEqual((thesis / "thesis.tex").read_text(), "years of work")
        self.assertEqual([file.name for file in thesis.iterdir()], ["thesis.tex"])

    def test_changed_settings_are_told_and_other_shapes_refused(self):
        """U13."""
        path = self.finished_run()
        more = settings(trainer__environmentSteps=5000, loss__freeNats=2)
        outcome = self.expect(train(path, *more), 0)
        log = (path / "log.txt").read_text()
        for told in (outcome.errors, log):
            self.assertIn("loss.freeNats: 1.0 → 2.0", told)
            self.assertIn("trainer.environmentSteps: 4000 → 5000", told)
            self.assertIn("going on with ", told)
        self.assertIn("freeNats = 2.0", (path / "config.toml").read_text())
        # As after a kill, there are measurements of later than the checkpoint.
        shutil.rmtree(newest(path))
        before = self.contents(path)
        outcome = self.expect(train(path, *more, *settings(model__hiddenSize=11)), 78)
        self.assertRegex(outcome.errors, r"'dynamics\S+' has shape \[10, 11\]")
        self.assertRegex(outcome.errors, r"but \[10, 10\] in the file")
        # What is refused changes nothing, and leaves nothing.
        self.assertEqual(self.contents(path), before)
        self.expect(run("evaluate", str(path), "--episodes", "1"), 0)

    def test_pictures_of_what_is_done_again_do_not_stay(self):
        """After a kill, they are of parameters that never were."""
        path = self.finished_run()
        pictures = [f"open-loop-{step:012}.png" for step in (3000, 4000)]
        self.assertEqual(sorted(os.listdir(path / "video")), pictures)
        (path / "video/own.png").write_text("")
        evaluating = 2
        while agent_integer(newest(path), "phase") >= evaluating:
            shutil.rmtree(newest(path))
        self.expect(train(path, *settings(trainer__evaluationInterval=0)), 0)
        self.assertEqual(sorted(os.listdir(path / "video")), [pictures[0], "own.png"])

    def contents(self, path):
        """A digest of each file of a run, but for the note on its last writer."""
        return {
            str(file.relative_to(path)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in path.rglob("*") if file.is_file() and file.name != ".lock"}

    def test_runs_of_every_format_go_on(self):
        """R10: what older programs have written is read, and trained on from where it stopped."""
        fixtures = sorted((ROOT / "Tests/PlaNetTests/Resources").glob("format-*.json"))
        self.assertTrue(fixtures)
        for fixture in fixtures:
            expected, path = json.loads(fixture.read_text()), self.folder / fixture.stem
            shutil.copytree(fixture.with_suffix(""), path)
            report = json.loads(self.expect(run("inspect", str(path), "--json"), 0).output)
            self.assertEqual(report["progress"]["environment_steps"], expected["environment_steps"])
            self.assertEqual(report["episodes"], expected["episodes"])
            self.assertEqual(report["damaged_episodes"], [])
            self.expect(run("evaluate", str(path), "--episodes", "1"), 0)
            outcome = self.expect(train(
                path, "--strict-resume", "--config", str(path / "config.toml"),
                *settings(trainer__environmentSteps=expected["environment_steps"] + 1000)), 0)
            self.assertIn("going on with", outcome.errors)
            self.assertNotIn("dropped", outcome.errors)
            self.assertGreater(manifest(newest(path))["step"], expected["step"])

    def test_settings_read_back_without_differences(self):
        path = self.finished_run()
        self.assertNotIn("differ", self.expect(train(path), 0).errors)
        resolved = (path / "config.toml").read_text()
        self.assertIn("priorScale = 0.8\n", resolved)
        self.assertNotRegex(resolved, r"\.\d{10}")


    def test_doubles_are_told_as_they_are(self):
        """Also where tensors have single precision."""
        header = json.dumps({"w": {"dtype": "F64", "shape": [2], "data_offsets": [0, 16]}}).encode()
        file = self.folder / "doubles.safetensors"
        file.write_bytes(struct.pack("<Q", len(header)) + header + struct.pack("<2d", 0.1, 1e300))
        report = json.loads(self.expect(run("inspect", str(file), "--json"), 0).output)
        tensor, = report["tensors"]
        self.assertEqual(
            (tensor["least"], tensor["greatest"], tensor["nonfinite"]), (0.1, 1e300, 0))


class Refusals(Trial):
    def test_options_without_effect_are_refused(self):
        path = str(self.finished_run())
        for arguments in (
            [*TRAIN, "--show-settings", "--run", "a"], [*TRAIN, "--show-settings", "--overwrite"],
            [*TRAIN, "--show-settings", "--force"], [*TRAIN, "--show-settings", "--minutes", "1"],
            [*TRAIN, "--show-settings", "--strict-resume"],
            [*TRAIN, "--overwrite", "--strict-resume"],
            ["watch", path, "--episode", "1", "--seed", "3"],
            ["evaluate", "cheetah-run", "--agent", "random", "--set", "planner.horizon=3"],
            ["evaluate", "cheetah-run", "--agent", "true-dynamics", "--set", "planner.weightDraws=8"],
            *(["evaluate", path, "--set", text] for text in (
                "task=walker-walk", "seed=3", "loss.freeNats=2", "trainer.batchSize=2",
                "optimizer.learningRate=1e-3", "monitor.horizon=9", "behavior.learningRate=1",
                "model.priorStddev=2", "behavior.discount=0.9")),
        ):
            with self.subTest(arguments):
                self.assertEqual(self.expect(run(*arguments, cwd=self.folder), 64).output, "")
        self.expect(
            run("evaluate", path, "--episodes", "1", "--set", "trainer.actionRepeat=100"), 0)

    def test_numbers_may_be_told_to_be_wrong(self):
        """A negative number is a value, not the next option."""
        for arguments in (
            [*TRAIN, "--seed", "-3"], ["evaluate", "run", "--episodes", "-3"],
            ["predict", "run", "--output", "a", "--horizon", "-3"],
            ["probe", "run", "--noise", "-3"], ["watch", "cheetah-run", "--frames", "-3"],
            ["bench", "render", "--repetitions", "-3"], [*TRAIN, "--minutes", "-3"],
            [*TRAIN, "--minutes", "0"], [*TRAIN, "--minutes", "nan"],
        ):
            outcome = self.expect(run(*arguments, cwd=self.folder), 64)
            self.assertNotIn("Missing value", outcome.errors, arguments)

    def test_an_output_that_cannot_be_made_is_told_at_once(self):
        path, file = str(self.finished_run()), self.folder / "file"
        file.write_text("")
        for command in ("predict", "probe"):
            for output in (file, self.folder / ("x" * 300)):
                outcome = self.expect(run(command, path, "--output", str(output)), 73)
                self.assertNotIn("playing", outcome.errors)


class ExitCodes(Trial):
    def test_every_exit_code_has_its_cause(self):
        """U10; 70 is in errors.txt, after a learning rate that is far too large."""
        path = self.finished_run()
        torn = self.folder / "torn.safetensors"
        torn.write_bytes(b"12345")
        self.expect(run("envs"), 0)
        self.expect(run("train"), 64)
        self.expect(run("inspect", str(torn)), 65)
        self.expect(run("inspect", str(self.folder / "nothing")), 66)
        self.expect(run("watch", "cheetah-run", env={"SDL_VIDEODRIVER": "dummy"}), 69)
        self.expect(train("/proc/nothing"), 73)
        with open("/dev/full", "wb") as full:
            self.expect(run("envs", stdout=full), 74)
        self.expect(train(path, env={"ORRERY_SET": "trainer.batchSize=0"}), 78)
        long = settings(trainer__environmentSteps=10**9)
        holder = start(*TRAIN, "--run", str(self.folder / "long"), *long)
        self.assertTrue(wait_for(lambda: list(self.folder.glob("long/ckpt/step-*"))))
        self.expect(train(self.folder / "long", *long), 75)
        for kind, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
            holder.send_signal(kind)
            holder.communicate()
            self.assertEqual(holder.returncode, code)
            holder = start(*TRAIN, "--run", str(self.folder / "long"), *long)
            holder.stdout.readline()
        holder.kill()
        holder.communicate()


class Predictions(Trial):
    def predict(self, path, other, horizon):
        """The numbers of two episodes that another run has recorded."""
        outcome = run(
            "predict", str(path), "--from", str(other), "--episodes", "2", "--draws", "1",
            "--horizon", str(horizon), "--json", "--output", str(self.folder / "output"))
        return json.loads(self.expect(outcome, 0).output)

    def test_pictures_of_a_longer_call_do_not_stay(self):
        """Of another prediction or recording, they would be taken for its end."""
        path, pictures = self.finished_run(), self.folder / "p"
        predict = ["predict", str(path), "--draws", "1", "--context", "2", "--output", str(pictures)]
        watch = ["watch", "cheetah-run", "--headless", "--record", str(pictures), "--frames"]
        (pictures / "frames").mkdir(parents=True)
        own = [pictures / "frame_9.txt", pictures / "frames/own_truth.png"]
        for file in own:
            file.write_text("")
        for length in (6, 3):
            self.expect(run(*predict, "--horizon", str(length)), 0)
            self.expect(run(*watch, str(length), env={"SDL_VIDEODRIVER": "dummy"}), 0)
            self.assertEqual(
                len(list(pictures.glob("frames/0*.png"))), 4 * (2 + length))
            self.assertEqual(
                len(list(pictures.glob("frame_*.png"))), length)
        self.assertTrue(all(file.exists() for file in own))

    def test_recorded_episodes_need_no_checkpoint(self):
        """Of the run that --from names only settings and episodes count."""
        path, other = self.finished_run(), self.finished_run("other")
        whole = self.predict(path, other, 7)
        shutil.rmtree(other / "ckpt")
        self.assertEqual(self.predict(path, other, 7), whole)

    def test_other_runs_have_seen_and_done_the_same(self):
        """What their agents saw or did otherwise would be damage, or predicted as if it were not."""
        path = self.finished_run()
        for more, expected, found in (
            (settings(trainer__actionRepeat=8), "trainer.actionRepeat 16", "trainer.actionRepeat 8"),
            (settings(observation="vector"), "observation frames", "observation vector"),
            (settings(model__imageSide=64), "model.imageSide 32", "model.imageSide 64"),
        ):
            other = self.finished_run(found.split()[0], *more)
            outcome = self.expect(run(
                "predict", str(path), "--from", str(other), "--output",
                str(self.folder / "output")), 64)
            self.assertIn(
                f"{other}: expected --from to name a run with {expected}, found one with {found}",
                outcome.errors)

    def test_json_has_every_horizon(self):
        path = self.finished_run()
        numbers = self.predict(path, path, 7)
        for name in ("image_error", "reward_spread", "image_coverage_90"):
            for horizon in range(1, 8):
                self.assertIn(f"open_loop/{name}/{horizon}", numbers)
        self.assertIn("open_loop/image_better_fraction", numbers)
        # Nothing can be better where there is only the first horizon, which does not count.
        numbers = self.predict(path, path, 1)
        self.assertIn("open_loop/image_error/1", numbers)
        self.assertNotIn("open_loop/image_better_fraction", numbers)


class Inspection(Trial):
    def test_a_run_is_told(self):
        path = self.finished_run()
        text = self.expect(run("inspect", str(path)), 0).output
        for words in (
            "cheetah-run, seed 0", "planner.horizon: 12 → 4", "4000 environment steps",
            "4 episodes", "last evaluations: ", "verified", "replay: 4 episodes",
            "dynamics.transition.kernel.mean", "KL ", "median signal to noise",
        ):
            self.assertIn(words, text)
        report = json.loads(run("inspect", str(path), "--json").output)
        self.assertEqual(report["progress"]["updates"], 15)
        changed = report["settings"]
        self.assertEqual((changed["planner.horizon"], changed["task"]), (4, "cheetah-run"))
        self.assertEqual(len(report["checkpoints"]), 3)
        total = sum(f.stat().st_size for f in (path / "episodes").iterdir())
        self.assertEqual(report["replay_bytes"], total)
        self.assertEqual(report["last_episodes"][-1]["step"], 4000)
        # Damaged measurements are told like other damage, and are not in the way of the rest.
        with open(path / "metrics.jsonl", "a") as file:
            file.write("oops\n")
        text = self.expect(run("inspect", str(path)), 0).output
        self.assertRegex(text, r"measurements: damaged: \S+metrics.jsonl, byte \d+")
        self.assertIn("replay: 4 episodes", text)
        report = json.loads(run("inspect", str(path), "--json").output)
        self.assertIn("metrics.jsonl", report["damaged_measurements"])

    def test_a_run_of_a_task_of_ones_own_is_told(self):
        """All but what its environment has to be made for."""
        path = self.finished_run()
        config = path / "config.toml"
        config.write_text(config.read_text().replace("cheetah-run", "docking"))
        text = self.expect(run("inspect", str(path)), 0).output
        self.assertIn(f"{path}: docking, seed 0", text)
        self.assertIn("replay: 4 episodes", text)
        self.assertIn(
            "distributions over weights: not known, as the suite has no task 'docking'", text)
        report = json.loads(self.expect(run("inspect", str(path), "--json"), 0).output)
        self.assertIsNone(report["distributions"])
        self.expect(run("plot", str(path), "--output", str(self.folder / "a.svg")), 0)

    def test_files_are_told(self):
        path = self.finished_run()
        episode = path / "episodes/episode-000000000001.safetensors"
        text = self.expect(run("inspect", str(episode)), 0).output
        self.assertIn("an episode of 63 decisions, score ", text)
        self.assertRegex(text, r"observations +U8 +\[64, 32, 32, 3\]")
        link = self.folder / "link"
        link.symlink_to(episode)
        report = json.loads(run("inspect", str(link), "--json").output)
        self.assertEqual(report["bytes"], episode.stat().st_size)
        text = self.expect(run("inspect", str(newest(path)) + "/"), 0).output
        self.assertIn("a checkpoint at step ", text)
        self.assertIn("blas_threads 1", text)
        values = bytes.fromhex("0000803f" "0000c07f" "000080ff")
        long = "y" * 1000
        header = json.dumps({
            "__metadata__": {"note": "a\u001b[2J"},
            "x": {"dtype": "F32", "shape": [3], "data_offsets": [0, 12]},
            long: {"dtype": "F32", "shape": [3], "data_offsets": [12, 24]}}).encode()
        header += b" " * (-len(header) % 8)
        file = self.folder / "x.safetensors"
        file.write_bytes(len(header).to_bytes(8, "little") + header + values + values)
        tensor = json.loads(run("inspect", str(file), "--json").output)["tensors"][0]
        self.assertEqual((tensor["nonfinite"], tensor["least"], tensor["greatest"]), (2, 1, 1))
        text = run("inspect", str(file)).output
        self.assertNotIn("\x1b", text)
        # A long name is whole, and does not make the lines of others long.
        lengths = {line.split()[0]: len(line) for line in text.splitlines() if line.strip()}
        self.assertGreater(lengths[long], 1000)
        self.assertLess(lengths["x"], 200)


if __name__ == "__main__":
    unittest.main()

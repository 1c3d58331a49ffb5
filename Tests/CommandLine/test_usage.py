"""What the command line promises: speed, suggestions, types, precedence, output, exit codes."""

import fcntl
import os
import pty
import re
import shutil
import signal
import socket
import struct
import termios
import time
import unittest

from program import *


class Speed(Trial):
    def test_help_and_first_lines_are_quick(self):
        """U2: help and the first line of train within 100 ms, a measurement within 5 s; the best of
        some, since other programs may run."""
        self.assertLess(self.best(lambda: run("--help").seconds, 0.1), 0.1)
        self.assertLess(self.best(lambda: run("train", "--help").seconds, 0.1), 0.1)
        self.assertLess(self.best(lambda: self.line_of_train("stderr"), 0.1), 0.1)
        self.assertLess(self.best(lambda: self.line_of_train("stdout"), 5), 5)

    def best(self, measure, bound):
        """The least of up to 20 measurements, which end when one is within a bound."""
        least = float("inf")
        for _ in range(20):
            least = min(least, measure())
            if least < bound:
                break
        return least

    def line_of_train(self, stream):
        """The seconds until the default preset has written a line."""
        path = self.folder / f"{self.chance.random()}"
        begin = time.monotonic()
        process = start("train", "cheetah-run", "--run", str(path))
        self.assertTrue(getattr(process, stream).readline())
        seconds = time.monotonic() - begin
        process.kill()
        process.communicate()
        return seconds


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


class Completions(Trial):
    def test_shells_take_completions(self):
        """Scripts for three shells, of which bash is there."""
        for shell in ("bash", "zsh", "fish"):
            script = self.expect(run("--generate-completion-script", shell), 0).output
            self.assertIn("orrery", script)
            self.assertIn("evaluate", script)
            if shell == "bash" or shutil.which(shell):
                checked = subprocess.run(
                    [shell, "-n"], input=script, text=True, capture_output=True)
                self.assertEqual((checked.returncode, checked.stderr), (0, ""), shell)


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
        self.assertFalse((self.folder / "a").exists())
        file = self.folder / "a.toml"
        file.write_text('task = "walker-walk"\n')
        for more in (["--set", "task=cheetah-run"], ["--config", str(file)]):
            shown = self.expect(run(*TRAIN, *more, "--show-settings"), 0).output
            self.assertIn('task = "cheetah-run"  # the command line\n', shown)

    def test_settings_come_through_a_pipe(self):
        """As from `--config <(...)`: a pipe has no size, and comes in parts."""
        process = start(
            *TRAIN, "--config", "/dev/stdin", "--show-settings", stdin=subprocess.PIPE)
        text = "# a comment\n" * 20_000 + "[planner]\nhorizon = 7\n"
        output, errors = process.communicate(text.encode(), timeout=60)
        self.assertEqual(process.returncode, 0, errors)
        self.assertIn(b"\nhorizon = 7  # /dev/stdin:20002:1\n", output)


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
        self.assertRegex((path / "log.txt").read_text(), "^training on cheetah-run, preset debug, ")
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

    def contents(self, path):
        """A digest of each file of a run, but for the note on its last writer."""
        return {
            str(file.relative_to(path)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in path.rglob("*") if file.is_file() and file.name != ".lock"}

    def test_settings_read_back_without_differences(self):
        path = self.finished_run()
        self.assertNotIn("differ", self.expect(train(path), 0).errors)
        resolved = (path / "config.toml").read_text()
        self.assertIn("priorScale = 0.8\n", resolved)
        self.assertNotRegex(resolved, r"\.\d{10}")


class Output(Trial):
    def test_pipes_get_plain_lines(self):
        """U8: no control characters, and a line of progress in ten seconds."""
        outcome = self.expect(train(self.folder / "run"), 0)
        for stream in (outcome.output, outcome.errors):
            self.assertNotRegex(stream, "[\x00-\x09\x0b-\x1f\x7f]")
        progress = re.findall(r"(?m)^\d+%  ", outcome.errors)
        self.assertLessEqual(len(progress), 1 + outcome.seconds // 10)
        self.assertGreaterEqual(len(progress), 1)

    def test_names_give_a_terminal_no_commands(self):
        """R20: whatever a run is called, and whatever was typed."""
        path = self.folder / "\x1b[2Jrun"
        told = f"{self.folder}/?[2Jrun"
        outcome = self.expect(train(path), 0)
        self.assertIn(f"run {told}\n", outcome.errors)
        self.assertIn(f"finished: {told}\n", outcome.errors)
        again = self.expect(train(path), 0)
        self.assertIn(f"going on with {told}\n", again.errors)
        for arguments, code in (
            (["train", "cheetah-run", "--\x1b[2J"], 64), (["train", "cheetah-run", "\x1b[2J"], 64),
            (["evaluate", "\x1b[2J"], 66), (["watch", str(path), "--episode", "99",
             "--headless", "--frames", "1"], 66),
        ):
            wrong = self.expect(run(*arguments), code)
            self.assertIn("?[2J", wrong.errors)
            # Words of several lines stay so.
            self.assertEqual(len(wrong.errors.splitlines()), 1 if code == 66 else 3)
            self.assertNotIn("\x1b", wrong.errors)
        self.assertNotIn("\x1b", outcome.errors + again.errors)

    def terminal(self, *more, **env):
        """What a terminal of 40 columns gets on standard error, and the output in a pipe beside it."""
        controller, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 13, 40, 0, 0))
        process = start(
            *TRAIN, "--run", str(self.folder / f"{self.chance.random()}"), *more, env=env,
            stderr=terminal)
        os.close(terminal)
        text, output = b"", b""
        while True:
            try:
                part = os.read(controller, 65536)
            except OSError:
                break
            text += part
        output = process.communicate()[0]
        os.close(controller)
        self.assertEqual(process.returncode, 0, text)
        return text.decode(), output.decode()

    def test_terminals_get_what_they_can_show(self):
        """U8: colours and a changing line, but for TERM=dumb, NO_COLOR, FORCE_COLOR, --no-color."""
        colour, erase = "\x1b[36m", "\x1b[K"
        text, output = self.terminal()
        self.assertTrue(colour in text and erase in text and "\r" in text)
        self.assertNotRegex(output, "[\x1b\r]")
        # Some terminals begin a new line when the last column is filled.
        lines = re.findall(r"\r\x1b\[36m(\d+%  [^\x1b]*)\x1b", text)
        self.assertTrue(lines)
        self.assertLess(max(map(len, lines)), 40)
        text, _ = self.terminal(NO_COLOR="1")
        self.assertTrue(colour not in text and erase in text)
        text, _ = self.terminal(NO_COLOR="")
        self.assertIn(colour, text)
        text, _ = self.terminal(TERM="dumb")
        self.assertNotRegex(text.replace("\r\n", "\n"), "[\x1b\r]")
        text, _ = self.terminal(NO_COLOR="1", FORCE_COLOR="1")
        self.assertNotIn(colour, text)
        text, _ = self.terminal("--no-color", FORCE_COLOR="1")
        self.assertTrue(colour not in text and erase in text)
        forced = train(self.folder / "forced", env={"FORCE_COLOR": "1"})
        self.assertIn(colour, forced.errors)
        self.assertNotRegex(forced.output, "[\x1b\r]")
        self.assertNotIn("\r", forced.errors)

    def test_outputs_stay_what_they_are(self):
        """A pipe is written to, and what a link leads to is replaced."""
        cases, pipe, link, file = (
            self.folder / name for name in ("cases.json", "pipe", "link", "file"))
        cases.write_text(
            '{"task":"cartpole_swingup","cases":[{"kind":"rail","qpos":[1.9,0.4],'
            '"qvel":[0.3,-1.5],"ctrl":[0.5]}]}')
        command = ["simulate", "cartpole-swingup", "--from", str(cases), "--output"]
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        self.expect(run(*command, str(pipe)), 0)
        self.assertTrue(pipe.is_fifo())
        answer = os.read(reader, 1 << 20)
        self.assertIn("qacc", json.loads(answer)["cases"][0])
        file.write_text("what was there before")
        link.symlink_to("file")
        self.expect(run(*command, str(link)), 0)
        self.assertTrue(link.is_symlink())
        self.assertEqual(file.read_bytes(), answer)
        self.assertEqual(len(list(self.folder.iterdir())), 4)

    def test_data_and_messages_do_not_mix(self):
        """U7: standard output is data; JSON where it is asked for."""
        path = self.finished_run()
        for arguments in (
            ["envs", "--json"], ["evaluate", str(path), "--episodes", "2", "--json"],
            ["inspect", str(path), "--json"], ["inspect", str(newest(path)), "--json"],
            ["inspect", str(newest(path) / "model.safetensors"), "--json"],
            [*TRAIN, "--run", str(self.folder / "new"), "--json"],
        ):
            outcome = self.expect(run(*arguments), 0)
            self.assertTrue(outcome.output)
            for line in outcome.output.splitlines():
                self.assertIsInstance(json.loads(line), dict, arguments)


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
            *(["evaluate", path, "--set", text] for text in (
                "task=walker-walk", "seed=3", "loss.freeNats=2", "trainer.batchSize=2",
                "optimizer.learningRate=1e-3", "monitor.horizon=9")),
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
            outcome = self.expect(run(command, path, "--output", str(file)), 73)
            self.assertNotIn("playing", outcome.errors)


class ExitCodes(Trial):
    def test_every_exit_code_has_its_cause(self):
        """U10; 70 is in TrainerFailureTests, since no file or option makes a gradient wrong."""
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
        header = json.dumps({
            "__metadata__": {"note": "a\u001b[2J"},
            "x": {"dtype": "F32", "shape": [3], "data_offsets": [0, 12]}}).encode()
        header += b" " * (-len(header) % 8)
        values = bytes.fromhex("0000803f" "0000c07f" "000080ff")
        file = self.folder / "x.safetensors"
        file.write_bytes(len(header).to_bytes(8, "little") + header + values)
        tensor = json.loads(run("inspect", str(file), "--json").output)["tensors"][0]
        self.assertEqual((tensor["nonfinite"], tensor["least"], tensor["greatest"]), (2, 1, 1))
        self.assertNotIn("\x1b", run("inspect", str(file)).output)


if __name__ == "__main__":
    unittest.main()

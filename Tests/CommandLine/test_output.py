"""What commands print: to pipes, terminals and files, at what speed."""

import fcntl
import json
import os
import pty
import re
import shutil
import struct
import subprocess
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


class Output(Trial):
    # What comes before a program that is to have no standard streams.
    CLOSED = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"]

    def test_pipes_get_plain_lines(self):
        """U8: no control characters, and a line of progress in ten seconds."""
        outcome = self.expect(train(self.folder / "run"), 0)
        for stream in (outcome.output, outcome.errors):
            self.assertNotRegex(stream, "[\x00-\x09\x0b-\x1f\x7f]")
        progress = re.findall(r"(?m)^\d+%  ", outcome.errors)
        self.assertLessEqual(len(progress), 1 + outcome.seconds // 10)
        self.assertGreaterEqual(len(progress), 1)

    def test_what_a_full_disk_cut_off_is_a_line_by_itself(self):
        """U7: lines that are printed once there is room again are whole."""
        with small_disk(self.folder / "disk", 1) as disk:
            filler, lines = disk / "filler", disk / "lines"
            filler.write_bytes(bytes(2**20 - 3 * 4096))
            with open(lines, "wb") as file:
                process = start(
                    *TRAIN, "--json", "--run", str(self.folder / "run"),
                    *settings(trainer__environmentSteps=8000), stdout=file,
                    stderr=subprocess.DEVNULL)
                self.assertTrue(wait_for(lambda: lines.stat().st_size == 3 * 4096, 60))
                filler.unlink()
                self.assertEqual(process.wait(120), 0)
            found = lines.read_text().splitlines()
            self.assertTrue(all(line.count('{"step"') == 1 for line in found))
            self.assertEqual(json.loads(found[-1])["step"], 8000)

    def prediction(self, path):
        """Arguments that play three episodes of a run."""
        return ["predict", str(path), "--episodes", "3", "--horizon", "5", "--draws", "2",
                "--output", str(self.folder / "prediction")]

    def told_episodes(self, text):
        """The numbers of those of three episodes that were told."""
        return re.findall(r"(?m)^playing episode (\d) of 3\r?$", text)

    def expect_few(self, lines, begin):
        """Expects a line, and no more than one in ten seconds since some instant."""
        self.assertIn(len(lines), range(1, 2 + int(time.monotonic() - begin) // 10), lines)

    def test_pipes_get_a_line_of_played_episodes_in_ten_seconds(self):
        """U8: of the first episode at once, of later ones if they take long."""
        path = self.finished_run()
        probe = ["probe", str(path), "--episodes", "2", "--held-out", "1"]
        for arguments in (self.prediction(path), probe):
            begin = time.monotonic()
            told = self.told_episodes(self.expect(run(*arguments), 0).errors)
            self.expect_few(told, begin)
            self.assertEqual(told[0], "1")

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
        """What a new run tells a terminal on standard error, and its output in a pipe beside it."""
        path = self.folder / f"{self.chance.random()}"
        return self.beside_pipe("stderr", [*TRAIN, "--run", str(path), *more], env)

    def test_an_error_has_a_line_of_its_own(self):
        """U8, U15: on a terminal, where progress has no end of line; and in the log. No checkpoint can
        be named, from the fourth file of a run on."""
        path = self.folder / "run"
        text, _ = self.beside_pipe(
            "stderr", [*TRAIN, "--run", str(path)], code=74,
            prefix=traced("-e", "inject=rename,renameat,renameat2:error=ENOSPC:when=4+"))
        self.assertRegex(text, "100%[^\n]*\r\x1b\\[KError: [^\n]*No space left on device")
        self.assertRegex((path / "log.txt").read_text(), "(?m)No space left on device.*the same command goes on")

    def beside_pipe(self, stream, arguments, env=None, code=0, prefix=()):
        """What a terminal of 40 columns gets of a stream, and a pipe of the other one."""
        controller, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 13, 40, 0, 0))
        process = start(*arguments, env=env, prefix=prefix, **{stream: terminal})
        os.close(terminal)
        text = b""
        while True:
            try:
                part = os.read(controller, 65536)
            except OSError:
                break
            text += part
        output, errors = process.communicate()
        os.close(controller)
        self.assertEqual(process.returncode, code, text)
        return text.decode(), (output if stream == "stderr" else errors).decode()

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

    def test_a_pipe_beside_a_terminal_gets_plain_lines(self):
        """U8: each stream by itself, whichever of them is a terminal."""
        path = self.finished_run()
        predict = self.prediction(path)
        for arguments, progress in (
            ([*TRAIN, "--run", str(self.folder / "new")], r"(?m)^\d+%  "),
            (predict, r"(?m)^playing "),
        ):
            begin = time.monotonic()
            output, errors = self.beside_pipe("stdout", arguments)
            self.expect_few(re.findall(progress, errors), begin)
            self.assertNotRegex(errors, "[\x1b\r]")
            self.assertTrue(output)
            # The terminal itself puts a return before each new line.
            self.assertNotRegex(output.replace("\r\n", "\n"), "[\x1b\r]")
        # A terminal is told of every episode, unless it is dumb.
        text, output = self.beside_pipe("stderr", predict)
        self.assertEqual(self.told_episodes(text), ["1", "2", "3"])
        self.assertTrue(output)
        self.assertNotRegex(output, "[\x1b\r]")
        begin = time.monotonic()
        text, _ = self.beside_pipe("stderr", predict, {"TERM": "dumb"})
        self.expect_few(self.told_episodes(text), begin)

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
        # A shell's >> has more to come, and what was there stays.
        with open(file, "ab") as stream:
            self.expect(run(*command, "/dev/stdout", stdout=stream), 0)
            stream.write(b"more")
        self.assertEqual(file.read_bytes(), answer + answer + b"more")
        self.expect(run(*command, "/dev/null", prefix=self.CLOSED), 0)
        self.assertEqual(len(list(self.folder.iterdir())), 4)

    def test_closed_streams_are_not_mistaken_for_files(self):
        """What is meant for them is in no file of the run."""
        path = self.folder / "run"
        self.expect(train(path, prefix=self.CLOSED), 0)
        self.assertEqual(digest(path), digest(self.finished_run("reference")))
        self.assertRegex((path / ".lock").read_text(), r"\A[^\n]*\n?\Z")
        self.assertNotIn("step", (path / ".lock").read_text())
        self.expect(run("plot", str(path), "--output", str(self.folder / "a.svg")), 0)
        self.expect(run("envs", prefix=self.CLOSED), 74)

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


if __name__ == "__main__":
    unittest.main()

"""What commands print: to pipes, terminals and files, at what speed."""

import fcntl
import json
import os
import pty
import re
import shutil
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

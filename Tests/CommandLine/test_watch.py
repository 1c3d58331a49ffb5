"""Watching in a terminal, and in a real window on a screen in memory."""

import fcntl
import os
import pty
import shutil
import signal
import struct
import termios
import time
import unittest

from program import *


class Terminal(Trial):
    def watching(self, *more, subject="cheetah-run", **env):
        """A program that draws in a terminal of 40 columns and 13 rows, and the terminal's other
        end."""
        controller, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 13, 40, 0, 0))
        process = start("watch", subject, "--terminal", *more, stdout=terminal, env=env)
        os.close(terminal)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process, controller

    def all_of(self, controller, text=b""):
        """What was written until nobody has the terminal any more, after what was read before."""
        try:
            while part := os.read(controller, 65536):
                text += part
        except OSError:
            pass
        os.close(controller)
        return text.decode()

    def test_pictures_fill_the_terminal(self):
        process, controller = self.watching("--frames", "3")
        text = self.all_of(controller)
        self.assertEqual(process.wait(10), 0, text[-500:])
        self.assertEqual((text.count("\x1b[2J"), text.count("\x1b[H")), (1, 3))
        # A row is left for what the shell writes after it.
        self.assertEqual(text.count("▀"), 3 * 40 * 12)
        self.assertEqual(text.count("\n"), 3 * 12)

    def test_pictures_of_a_given_size_are_drawn(self):
        process, controller = self.watching("--frames", "1", "--size", "20x9")
        text = self.all_of(controller)
        self.assertEqual(process.wait(10), 0, text[-500:])
        self.assertEqual(text.count("▀"), 20 * 5)

    def test_a_picture_that_stays_is_recorded_once(self):
        """Time stands still at the end of a recorded episode."""
        path, pictures = self.finished_run(), self.folder / "pictures"
        episode = path / "episodes/episode-000000000001.safetensors"
        # Without its start it is shown as it was recorded, 64 observations within two seconds.
        episode.write_bytes(episode.read_bytes().replace(b'"start"', b'"stare"'))
        process, controller = self.watching(
            "--episode", "1", "--frames", "160", "--record", str(pictures), subject=str(path))
        text = self.all_of(controller)
        self.assertEqual(process.wait(10), 0, text[-500:])
        self.assertEqual(text.count("\x1b[H"), 160)
        # Another one says that time stands still.
        self.assertIn(len(list(pictures.iterdir())), range(40, 66))

    def test_a_signal_ends_after_the_picture_at_hand(self):
        """Ctrl-C is how watching ends in a terminal: no picture and no colour is cut off."""
        for trial in range(10):
            pictures = self.folder / f"{trial}"
            process, controller = self.watching("--record", str(pictures))
            text = b""
            while text.count(b"\x1b[H") < 3:
                text += os.read(controller, 65536)
            time.sleep(self.chance.uniform(0, 0.1))
            kind = self.chance.choice([signal.SIGINT, signal.SIGTERM])
            process.send_signal(kind)
            text = self.all_of(controller, text)
            self.assertEqual(process.wait(10), -kind)
            self.assertTrue(text.endswith("\x1b[0m\r\n"), text[-100:])
            self.whole(pictures)

    def test_a_signal_leaves_only_whole_pictures(self):
        """Nothing of what is being written, also where nobody waits between pictures."""
        for trial in range(10):
            pictures = self.folder / f"{trial}"
            process = start(
                "watch", "cheetah-run", "--headless", "--frames", "100000", "--size", "64x64",
                "--record", str(pictures))
            self.addCleanup(process.communicate)
            self.addCleanup(process.kill)
            self.assertTrue(wait_for(lambda: len(list(pictures.glob("*.png"))) > 2))
            time.sleep(self.chance.uniform(0, 0.05))
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(10), -signal.SIGINT)
            self.whole(pictures)

    def whole(self, pictures):
        """Checks that there is nothing but whole pictures."""
        for file in pictures.iterdir():
            self.assertRegex(file.name, r"^frame_\d{5}\.png$")
            self.assertTrue(file.read_bytes().endswith(b"IEND\xaeB`\x82"), file.name)

    def test_terminals_without_colours_are_refused(self):
        for env in ({"TERM": "dumb"}, {"NO_COLOR": "1"}):
            process, controller = self.watching("--frames", "1", **env)
            self.assertEqual(self.all_of(controller), "")
            self.assertEqual(process.wait(10), 69)

    def test_a_terminal_that_hangs_up_ends_it(self):
        process, controller = self.watching()
        self.assertTrue(os.read(controller, 1000))
        os.close(controller)
        self.assertEqual(process.wait(10), 74)
        self.assertIn(b"standard output: cannot write", process.stderr.read())


class Drivers(Trial):
    def test_drivers_without_a_display_record_and_are_refused_otherwise(self):
        """U11: at once, with what to do instead."""
        path = self.finished_run()
        for driver in ("dummy", "offscreen"):
            env, pictures = {"SDL_VIDEODRIVER": driver}, self.folder / driver
            for subject in ("cheetah-run", str(path)):
                outcome = self.expect(run("watch", subject, env=env), 69)
                self.assertLess(
                    self.best(lambda: run("watch", subject, env=env).seconds, 1), 1)
                for words in (f"'{driver}'", "--terminal", "--record DIR"):
                    self.assertIn(words, outcome.errors)
            self.expect(run(
                "watch", "cheetah-run", "--headless", "--frames", "60", "--record", str(pictures),
                env=env), 0)
            self.assertEqual(len(list(pictures.glob("frame_*.png"))), 60)

    def test_no_driver_is_asked_where_nothing_is_shown(self):
        """U11: not even one that was named and finds no display."""
        env = {"SDL_VIDEODRIVER": "x11", "DISPLAY": ":no-display"}
        self.expect(run("watch", "cheetah-run", env=env), 69)
        self.expect(run("watch", "cheetah-run", "--headless", "--frames", "1", env=env), 0)


class Window(Trial):
    def setUp(self):
        super().setUp()
        need("Xvfb")
        reader, writer = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1400x900x24", "-nolisten", "tcp",
             "-fbdir", str(self.folder)],
            pass_fds=[writer], stderr=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        os.close(writer)
        with open(reader) as numbers:
            number = numbers.readline().strip()
        self.assertTrue(number, "Xvfb did not start")
        self.env = {"DISPLAY": f":{number}", "SDL_VIDEODRIVER": "x11"}

    def colours(self):
        """The different colours of some pixels of the screen."""
        screen = (self.folder / "Xvfb_screen0").read_bytes()
        start = int.from_bytes(screen[:4], "big")
        return {screen[i:i + 4] for i in range(start, len(screen), 28)}

    def test_a_window_shows_pictures_until_it_is_told_to_end(self):
        before = self.colours()
        process = start("watch", "cheetah-run", env=self.env)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        self.assertTrue(wait_for(lambda: len(self.colours() - before) > 50 or process.poll()))
        self.assertIsNone(process.poll())
        process.terminate()
        self.assertEqual(process.wait(10), -signal.SIGTERM)

    def test_a_window_closes_after_its_pictures(self):
        path = self.finished_run()
        for subject in ("cheetah-run", str(path)):
            frames = self.folder / "frames"
            outcome = run("watch", subject, "--frames", "3", "--record", str(frames), env=self.env)
            self.expect(outcome, 0)
            self.assertEqual(len(list(frames.iterdir())), 3)
            shutil.rmtree(frames)


if __name__ == "__main__":
    unittest.main()

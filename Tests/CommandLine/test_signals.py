"""Signals, and readers that go away."""

import fcntl
import os
import re
import signal
import time
import unittest

from program import *

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


class Signals(Trial):
    def begun(self, path, *more, **options):
        """A run that has begun to train and would go on for hours."""
        process = start(
            *TRAIN, "--run", str(path), *settings(trainer__environmentSteps=10**9), *more, **options)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        os.set_blocking(process.stdout.fileno(), False)
        # The first iteration is over, whether the run is new or resumed.
        self.assertTrue(wait_for(lambda: process.stdout.read()), process.poll())
        self.assertTrue(wait_for(lambda: list(path.glob("ckpt/step-*"))))
        return process

    def save(self, process, path):
        """Asks for a save, again where the step at hand has a checkpoint: it is not saved twice."""
        old = newest(path).name
        for _ in range(1000):
            process.send_signal(signal.SIGUSR1)
            words = re.escape(f"saved, and going on: {path}/ckpt/".encode())
            self.assertTrue(self.told(process, words, 5))
            if newest(path).name > old:
                return
        self.fail(f"{old} is still the newest")

    def told(self, process, pattern, seconds):
        """What is told in time and matches a pattern, or `None`."""
        end, text = time.monotonic() + seconds, b""
        os.set_blocking(process.stderr.fileno(), False)
        while time.monotonic() < end and not re.search(pattern, text):
            text += process.stderr.read() or b""
            time.sleep(0.001)
        return re.search(pattern, text)

    def test_a_signal_saves_and_ends_with_its_code(self):
        """R29: at random instants, told within 100 ms with the seconds that it takes, ended within 5 s
        with a new checkpoint."""
        # What goes on with it does all kinds of work in its first iteration, and knows the seconds.
        path = self.finished_run()
        for trial in range(50):
            process = self.begun(path, *settings(trainer__checkpointSeconds=3600))
            # After the first iteration nothing is saved unasked; the next is over with this output.
            self.assertTrue(wait_for(process.stdout.read), process.poll())
            old = manifest(newest(path))["step"]
            time.sleep(self.chance.uniform(0, 0.3))
            kind = self.chance.choice(list(CODES))
            begin = time.monotonic()
            process.send_signal(kind)
            words = rb"saving, then stopping, after the work at hand, within about (\d+) s; once more"
            told = self.told(process, words, 0.1)
            self.assertTrue(told, f"trial {trial}")
            self.assertIn(int(told[1]), range(1, 6))
            self.assertEqual(process.wait(5), CODES[kind], f"trial {trial}")
            self.assertLess(time.monotonic() - begin, 5)
            self.assertGreater(manifest(newest(path))["step"], old, f"trial {trial}")
        self.expect(run("inspect", str(path)), 0)

    def test_the_second_signal_ends_at_once(self):
        """R29: within 200 ms, with the old checkpoint intact; amid an update that takes seconds. The
        signal itself ends the program, since codes tell of a good save."""
        path = self.folder / "run"
        process = start(
            "train", "cheetah-run", "--preset", "planet", "--run", str(path),
            *settings(trainer__seedEpisodes=2))
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        self.assertTrue(process.stdout.readline())
        self.assertTrue(wait_for(lambda: len(list(path.glob("episodes/*"))) == 2))
        time.sleep(1)
        old = newest(path).name
        process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        self.assertIsNone(process.poll(), "the update ended too early for this test")
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(1), -signal.SIGINT)
        self.assertLess(time.monotonic() - begin, 0.2)
        self.assertEqual(newest(path).name, old)
        self.expect(run("inspect", str(path)), 0)

    def test_a_run_outlives_its_terminal_where_it_is_to(self):
        """A hang-up does nothing under nohup, and other signals what they do without."""
        path = self.folder / "run"
        process = self.begun(path, prefix=["nohup"])
        process.send_signal(signal.SIGHUP)
        for _ in range(3):
            self.save(process, path)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(5), 143)

    def test_a_save_can_be_asked_for(self):
        """R29: SIGUSR1 saves now and goes on."""
        path = self.folder / "run"
        process = self.begun(path, *settings(trainer__checkpointSeconds=3600))
        for _ in range(3):
            self.save(process, path)
            self.assertIsNone(process.poll())

    def test_the_documented_line_asks_for_a_save(self):
        """The line of Runs.md finds the process of a run."""
        path = self.folder / "run"
        process = self.begun(path, *settings(trainer__checkpointSeconds=3600))
        text = (ROOT / "Documentation/Runs.md").read_text()
        line = re.search(r"(?m)^    (.*kill -USR1 .*)$", text)[1]
        self.assertIn("runs/third/", line)
        subprocess.run(line.replace("runs/third", str(path)), shell=True, check=True)
        self.assertTrue(self.told(process, b"saved, and going on: ", 5))

    def test_a_stopped_run_tells_how_it_goes_on(self):
        """The same command would begin anew with --overwrite."""
        for more, words in (([], b"the same command goes on"),
                            (["--overwrite"], b"the same command without --overwrite goes on")):
            process = self.begun(self.folder / "run", *more)
            process.send_signal(signal.SIGINT)
            self.assertTrue(self.told(process, b"saved; " + words, 5))
            self.assertEqual(process.wait(5), 130)

    def test_only_what_was_asked_for_is_told(self):
        """The debug preset saves after every episode."""
        outcome = self.expect(train(self.folder / "run"), 0)
        self.assertNotIn("saved", outcome.errors)

    def test_a_save_does_not_wait_for_an_evaluation(self):
        """R29: SIGUSR1 saves within 5 s amid an evaluation that takes minutes."""
        path = self.folder / "run"
        process = self.begun(
            path, *settings(trainer__checkpointSeconds=3600, trainer__evaluationEpisodes=10_000))
        # The evaluation follows the five updates after the third episode.
        self.assertTrue(wait_for(lambda: len(list(path.glob("episodes/*.safetensors"))) == 3))
        evaluating, phase = 2, None
        for _ in range(20):
            # Long enough for all of the updates; if not, the next save comes later.
            time.sleep(0.5)
            self.save(process, path)
            phase = agent_integer(newest(path), "phase")
            if phase == evaluating:
                break
        self.assertEqual(phase, evaluating)
        self.assertIsNone(process.poll())
        self.assertEqual(len((path / "evaluations.csv").read_text().splitlines()), 1)

    def test_a_reader_that_has_read_enough_does_not_end_training(self):
        """R29: train --json | head -1."""
        path = self.folder / "run"
        for stream in ("stdout", "stderr"):
            with self.subTest(stream=stream):
                read, write = os.pipe()
                process = start(
                    *TRAIN, "--run", str(path), "--overwrite", "--json", **{stream: write})
                os.close(write)
                os.read(read, 100)
                os.close(read)
                process.communicate()
                self.assertEqual(process.returncode, 0)
                self.assertEqual(len(metrics(path)), 4)

    def test_full_output_is_told_where_it_is_data(self):
        """R21: nobody traps on a standard output or error that cannot be written."""
        with open("/dev/full", "wb") as full:
            for command in (["envs"], ["--help"], ["--generate-completion-script", "bash"]):
                self.expect(run(*command, stdout=full), 74)
            self.expect(run("nonsense", stderr=full), 64)
            self.expect(train(self.folder / "run", stdout=full, stderr=full), 0)

    def test_json_is_valid_when_interrupted(self):
        """U7: whole lines of JSON on standard output, and nothing else."""
        for trial in range(4):
            path = self.folder / f"run-{trial}"
            process = start(
                *TRAIN, "--run", str(path), "--json",
                *settings(trainer__environmentSteps=10**9))
            first = process.stdout.readline()
            time.sleep(self.chance.uniform(0, 0.3))
            kind = (signal.SIGINT, signal.SIGKILL)[trial % 2]
            process.send_signal(kind)
            output, errors = process.communicate()
            for line in (first + output).decode().splitlines():
                self.assertIn("step", json.loads(line))
            self.assertTrue(output.endswith(b"\n") or not output)

    def test_a_slow_reader_does_not_delay_the_end(self):
        """U7, R29: amid an evaluation's measurements, which are more than the pipe holds."""
        for kind in (signal.SIGTERM, signal.SIGKILL):
            path = self.folder / kind.name
            process = start(
                *TRAIN, "--run", str(path), "--json", *settings(trainer__environmentSteps=10**9))
            self.addCleanup(process.kill)
            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, 16384)
            table = path / "evaluations.csv"
            self.assertTrue(wait_for(
                lambda: table.exists() and len(table.read_text().splitlines()) == 2))
            time.sleep(0.5)
            process.send_signal(kind)
            self.assertEqual(process.wait(5), CODES.get(kind, -kind))
            output = process.communicate()[0]
            self.assertTrue(output.endswith(b"\n"))
            for line in output.splitlines(keepends=True):
                self.assertIn("step", json.loads(line))
                self.assertLessEqual(len(line), 4096)

    def test_an_interrupted_command_leaves_no_part_of_a_file(self):
        """R29: pictures are whole, and the signal itself ends the program."""
        path, pictures = self.finished_run(), self.folder / "pictures"
        for kind in CODES:
            process = start("predict", str(path), "--output", str(pictures), "--draws", "1")
            self.addCleanup(process.communicate)
            self.addCleanup(process.kill)
            self.assertTrue(wait_for(lambda: list(pictures.glob("frames/*.png"))))
            time.sleep(self.chance.uniform(0, 0.05))
            process.send_signal(kind)
            self.assertEqual(process.wait(5), -kind)
            self.assertEqual(list(pictures.rglob("*.tmp-*")), [])
            shutil.rmtree(pictures)

    def test_lines_come_one_by_one(self):
        """U7: whole lines as soon as there are any, and none that is torn by a kill."""
        path = self.finished_run()
        process = start("evaluate", str(path), "--episodes", "100000", "--json")
        output = b"".join(os.read(process.stdout.fileno(), 1 << 16) for _ in range(3))
        process.kill()
        output += process.communicate()[0]
        self.assertTrue(output.endswith(b"\n"))
        lines = [json.loads(line) for line in output.splitlines()]
        self.assertEqual([line["episode"] for line in lines], list(range(1, len(lines) + 1)))
        # Where lines wait for each other, a pipe is read in parts as large as a buffer.
        self.assertLess(len(lines), 20)

    def test_a_reader_that_has_read_enough_ends_what_is_only_printed(self):
        """R29: evaluate | head -1."""
        path = self.finished_run()
        process = start("evaluate", str(path), "--episodes", "100000")
        self.addCleanup(process.kill)
        self.assertTrue(process.stdout.readline())
        process.stdout.close()
        self.assertEqual(process.wait(10), 0)
        self.assertEqual(process.communicate()[1], b"")


if __name__ == "__main__":
    unittest.main()

"""A run goes on from wherever it was stopped, bit by bit."""

import collections
import hashlib
import os
import re
import shutil
import signal
import time
import unittest

from program import *

ENDINGS = {signal.SIGKILL: (-9,), signal.SIGTERM: (143, -15), signal.SIGINT: (130, -2)}
# What a program may answer by saving first.
REQUESTS = [signal.SIGTERM, signal.SIGINT]


class Resume(Trial):
    def test_kills_while_saving_lose_nothing(self):
        """R1: after a kill at any instant the newest checkpoint verifies, and is not older than one
        that was seen before."""
        path = self.folder / "run"
        # No learning: the trainer saves after every episode, most of the time.
        more = settings(
            trainer__environmentSteps=10**9, trainer__updatesPerEpisode=1,
            trainer__evaluationInterval=0, trainer__actionRepeat=200,
            trainer__sequenceLength=4, model__hiddenSize=200, model__deterministicSize=200)
        best, instants = 0, collections.Counter()
        for kill in range(1000 if NIGHTLY else 50):
            # Every other kill comes after a checkpoint was published, so that the run gets on.
            pattern = "ckpt/step-*" if kill % 2 else "ckpt/.tmp-*"
            before, unfinished = set(path.glob(pattern)), set(path.glob("ckpt/.tmp-*"))
            process = start(*TRAIN, "--run", str(path), *more)
            saving = wait_for(lambda: set(path.glob(pattern)) - before)
            self.assertTrue(saving and process.poll() is None, f"kill {kill}")
            time.sleep(self.chance.uniform(0, 0.05))
            process.kill()
            process.communicate()
            instants[bool(set(path.glob("ckpt/.tmp-*")) - unfinished)] += 1
            steps = sorted(path.glob("ckpt/step-*"))
            for checkpoint in steps[-1:]:
                for entry in manifest(checkpoint)["files"]:
                    self.assertEqual((checkpoint / entry["name"]).stat().st_size, entry["size"])
            found = run("inspect", str(path), "--json")
            if not steps:
                continue
            self.expect(found, 0)
            report = json.loads(found.output)
            self.assertTrue(all(c["verified"] for c in report["checkpoints"]), found)
            self.assertEqual(report["damaged_episodes"], [])
            step = report["checkpoints"][0]["step"]
            self.assertGreaterEqual(step, best, f"kill {kill}")
            best = step
        self.assertGreater(best, 20)
        self.assertGreater(instants[True], 5, instants)
        size = sum(file.stat().st_size for file in newest(path).iterdir())
        self.assertGreater(size, 1_000_000)

    def test_kills_at_system_calls_leave_a_run_that_goes_on(self):
        """R2: killed at the k-th rename, fsync, write or unlink, a run ends as an undisturbed one."""
        reference = digest(self.finished_run())
        kills = 0
        for call in ("rename", "fsync", "write", "unlink", "mkdir"):
            for when in (1, 4, 9, 17) if not NIGHTLY else range(1, 60):
                path = self.folder / f"{call}-{when}"
                injection = f"inject={call}:signal=SIGKILL:when={when}"
                first = train(path, prefix=traced("-e", injection))
                # strace ends as the program does.
                kills += first.code == -signal.SIGKILL
                self.expect(train(path), 0)
                self.assertEqual(digest(path), reference, f"{call} {when}")
        self.assertGreater(kills, 10)

    def test_a_save_is_durable_before_it_is_seen(self):
        """R4: files, their folder, the manifest, the folder again, the rename, the folder above."""
        path, log = self.folder / "run", self.folder / "log"
        prefix = traced("-y", "-e", "trace=openat,write,fsync,rename", log=log)
        self.expect(train(path, prefix=prefix), 0)
        lines = log.read_text().splitlines()
        publication = next(
            i for i, line in enumerate(lines)
            if "rename(" in line and re.search(r"\.tmp-\w+\", .*step-\d+\"", line))
        temporary = re.search(r"ckpt/(\.tmp-\w+)", lines[publication]).group(1)
        events = []
        for line in lines[:publication]:
            match = re.search(r"(fsync|write)\(\d+<([^>]*)>", line)
            if match and temporary in match.group(2):
                events.append((match.group(1), match.group(2).split(temporary)[1].strip("/")))
        synced = [name for call, name in events if call == "fsync"]
        self.assertEqual(
            synced,
            ["agent.safetensors", "behavior.safetensors", "model.safetensors",
             "optim.safetensors", "policy_optim.safetensors", "time.safetensors",
             "value_optim.safetensors",
             "", "manifest.json", ""])
        self.assertGreater(events.index(("write", "manifest.json")), events.index(("fsync", "")))
        # What a checkpoint says was measured is safe before it.
        logged = [line for line in lines[:publication] if "fsync(" in line]
        for name in ("metrics.jsonl", "evaluations.csv", "events.out.tfevents."):
            self.assertTrue(any(f"{path}/{name}" in line for line in logged), name)
        after = [line for line in lines[publication + 1:] if "fsync(" in line]
        self.assertIn("/ckpt>", after[0])

    def test_resumed_runs_are_bit_identical(self):
        """R5: killed at random instants, mid-episode included, a run ends as an undisturbed one."""
        middles = 0
        # Vectors are much faster than frames.
        for observation, steps, tasks in (
            ("frames", 5000, ["cheetah-run", "cartpole-swingup"]),
            ("vector", 16000, ["cartpole-swingup", "cheetah-run"]),
        ):
            for task in tasks if NIGHTLY else tasks[:1]:
                for transition in ("deterministic", "reparameterization"):
                    more = settings(
                        observation=observation, model__transition=transition,
                        # Five updates after each episode of 1,000 steps but the first.
                        trainer__environmentSteps=401_000 if NIGHTLY else steps,
                        # With fewer evaluations, more kills come amid an episode.
                        trainer__evaluationInterval=3)
                    with self.subTest(task=task, observation=observation, transition=transition):
                        name = f"{task}-{observation}-{transition}"
                        middles += self.check_bits(name, ["train", task, "--preset", "debug", *more])
                        if NIGHTLY:
                            updates = agent_integer(newest(self.folder / name), "count/updates")
                            self.assertGreaterEqual(updates, 2000)
        self.assertGreater(middles, 0, "no run went on from the middle of an episode")

    def test_resumed_runs_of_two_threads_are_bit_identical(self):
        """R5: also where threads share the work of kernels, as they do with real sizes."""
        tiny = settings(
            trainer__environmentSteps=401_000 if NIGHTLY else 5000, trainer__evaluationInterval=3)
        real = settings(
            trainer__environmentSteps=40_000 if NIGHTLY else 4000, trainer__actionRepeat=20,
            trainer__seedEpisodes=1, trainer__firstUpdates=3, trainer__updatesPerEpisode=2,
            trainer__evaluationInterval=2, trainer__evaluationEpisodes=1,
            trainer__checkpointSeconds=0, monitor__episodes=1, monitor__draws=2,
            # Few, but enough for each thread to imagine a part of them.
            planner__candidates=90, planner__elites=10, planner__iterations=1)
        for preset, more in (("debug", tiny), ("compact", real)):
            with self.subTest(preset=preset):
                command = ["train", "cheetah-run", "--preset", preset, *more]
                self.check_bits(preset, command, env={"OMP_NUM_THREADS": "2"})
                arithmetic = manifest(newest(self.folder / preset))["arithmetic"]
                self.assertEqual(arithmetic["threads"], "2")

    def check_bits(self, name, command, env=None):
        """Ends a run again and again, every other time by a kill, and compares how it ends at last;
        returns how often it went on amid an episode."""
        reference = self.folder / f"{name}-reference"
        begin = time.monotonic()
        self.expect(run(*command, "--run", str(reference), env=env, timeout=3000), 0)
        duration = time.monotonic() - begin
        path, codes, middles = self.folder / name, [], 0
        kills = 20 if NIGHTLY else 5
        limit = 2 * kills - 1
        for number in range(limit + 1):
            for checkpoint in sorted(path.glob("ckpt/step-*"))[-1:]:
                middles += "open_episode" in manifest(checkpoint)["generators"]
            process = start(*command, "--run", str(path), env=env)
            kind = signal.SIGKILL if number % 2 == 0 else self.chance.choice(REQUESTS)
            if number < limit:
                # All instants together are less than the run takes, so that none ends too early.
                self.told_memory(process)
                time.sleep(self.chance.uniform(0, duration / (2 * limit)))
                process.send_signal(kind)
            errors = process.communicate()[1].decode()
            if process.returncode == 0:
                break
            self.assertIn(process.returncode, ENDINGS[kind], errors)
            codes.append(process.returncode)
        self.assertEqual(len(codes), limit, name)
        # A program that had ended by itself would not have this code.
        self.assertGreaterEqual(codes.count(-signal.SIGKILL), kills, name)
        found, expected = digest(path), digest(reference)
        self.assertEqual(found.keys(), expected.keys(), name)
        for key, value in expected.items():
            self.assertEqual(found[key], value, f"{name}: {key} after {codes}")
        return middles

    def told_memory(self, process):
        """Waits for the last message before training begins."""
        for line in process.stderr:
            if line.startswith(b"memory: "):
                return
        self.fail("the program ended before it trained")

    def test_other_threads_and_kernels_are_announced(self):
        """R6: a resume with other arithmetic names both values, says so in metrics, and goes on."""
        for change, words in [
            ({"OMP_NUM_THREADS": "2"}, "blas_threads was 1 when the checkpoint was saved and is 2"),
            ({"OPENBLAS_CORETYPE": "Sandybridge"}, "blas_core was "),
        ]:
            path = self.finished_run(words.split()[0])
            outcome = train(path, *settings(trainer__environmentSteps=5000), env=change)
            self.expect(outcome, 0)
            self.assertIn(words, outcome.errors)
            self.assertIs(metrics(path)[-1]["resume.bit_identical"], False)
            self.assertNotIn("resume.bit_identical", metrics(path)[0])
            # What followed from other arithmetic stays different, whoever goes on with it.
            train(path, *settings(trainer__environmentSteps=6000), env=change)
            self.assertIs(metrics(path)[-1]["resume.bit_identical"], False)
        same = self.finished_run("same")
        train(same, *settings(trainer__environmentSteps=5000))
        self.assertNotIn("resume.bit_identical", (same / "metrics.jsonl").read_text())

    def test_more_threads_than_cores_are_announced(self):
        """R6: the threads of kernels are told, of which there may be more than OpenBLAS has."""
        path, cores = self.folder / "run", os.cpu_count()
        self.expect(train(path, env={"OMP_NUM_THREADS": str(cores)}), 0)
        outcome = self.expect(
            train(path, *settings(trainer__environmentSteps=5000),
                  env={"OMP_NUM_THREADS": str(2 * cores)}), 0)
        self.assertRegex(
            outcome.errors,
            rf"(?m)^threads was {cores} when the checkpoint was saved and is {2 * cores} now")
        self.assertIs(metrics(path)[-1]["resume.bit_identical"], False)

    def test_episodes_from_the_future_are_ignored_and_collected(self):
        """R7: a resumed replay is what its checkpoint lists; what came later goes after a save."""
        more = settings(trainer__environmentSteps=8000)
        reference = digest(self.finished_run("reference", *more))
        path = self.finished_run("run", *more)
        checkpoints = sorted(path.glob("ckpt/step-*"))
        for late in checkpoints[1:]:
            shutil.rmtree(late)
        kept = manifest(checkpoints[0])["episodes"]
        files = sorted(path.glob("episodes/*"))
        self.assertGreater(len(files), len(kept))
        files[-1].with_name("episode-000000000099.safetensors").write_bytes(b"from the future")
        report = json.loads(self.expect(run("inspect", str(path), "--json"), 0).output)
        self.assertEqual(report["episodes"], len(kept))
        self.expect(train(path, *more), 0)
        self.assertEqual(digest(path), reference)
        self.assertFalse((path / "episodes/episode-000000000099.safetensors").exists())


if __name__ == "__main__":
    unittest.main()

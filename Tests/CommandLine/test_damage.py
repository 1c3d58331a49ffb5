"""Damaged files, full and failing disks, and other writers."""

import os
import shutil
import socket
import time
import unittest

from program import *


def flip(path, place, bit=0):
    data = bytearray(path.read_bytes())
    data[place] ^= 1 << bit
    path.write_bytes(data)


class Damage(Trial):
    def test_every_damage_to_a_checkpoint_is_found(self):
        """R8: flipped bits, cut ends and swapped files are found, and end a strict resume with 65."""
        source = self.finished_run()
        checkpoint = newest(source)
        names = sorted(file.name for file in checkpoint.iterdir())
        damages = [("swap", "model.safetensors", 0), ("remove", "manifest.json", 0)]
        for name in names:
            size = (checkpoint / name).stat().st_size
            count = 40 if NIGHTLY else 5
            damages += [("flip", name, self.chance.randrange(size)) for _ in range(count)]
            damages += [("flip", name, self.chance.randrange(min(size, 200)))]
            damages += [("cut", name, self.chance.randrange(size)), ("cut", name, size - 1)]
        for kind, name, place in damages:
            path = self.folder / "damaged"
            shutil.rmtree(path, ignore_errors=True)
            shutil.copytree(source, path)
            target = newest(path) / name
            if kind == "flip":
                flip(target, place, self.chance.randrange(8))
            elif kind == "cut":
                os.truncate(target, place)
            elif kind == "remove":
                target.unlink()
            else:
                other = target.with_name("optim.safetensors")
                content = target.read_bytes()
                target.write_bytes(other.read_bytes())
                other.write_bytes(content)
            outcome = train(path, "--strict-resume")
            self.assertEqual(outcome.code, 65, f"{kind} {name} {place}: {outcome}")
            for words in (str(newest(path)), "expected", "found", "byte "):
                self.assertIn(words, outcome.errors, f"{kind} {name} {place}")

    def test_a_damaged_checkpoint_is_passed_over_with_a_warning(self):
        """R9: the one before it is used, by name, and the run ends as an undisturbed one."""
        reference = digest(self.finished_run("reference"))
        path = self.finished_run()
        damaged = newest(path)
        flip(damaged / "model.safetensors", 5000)
        outcome = self.expect(train(path), 0)
        self.assertIn(f"{damaged}/model.safetensors", outcome.errors)
        self.assertIn("trying the checkpoint before it", outcome.errors)
        self.assertEqual(digest(path), reference)

    def test_a_damaged_episode_that_older_checkpoints_do_without_is_played_again(self):
        """R9: the run goes on as if it had been killed before that episode."""
        kept = settings(trainer__keptCheckpoints=50)
        longer = [*kept, *settings(trainer__environmentSteps=5000)]
        path, reference = self.folder / "damaged", self.folder / "whole"
        self.expect(train(reference, *longer), 0)
        self.expect(train(path, *kept), 0)
        episode = sorted(path.glob("episodes/*"))[-1]
        flip(episode, 4000)
        self.expect(train(path, "--strict-resume", *longer), 65)
        outcome = self.expect(train(path, *longer), 0)
        self.assertRegex(
            outcome.errors, f"{episode.name}.*; trying the checkpoint before it")
        self.assertEqual(digest(path), digest(reference))

    def test_all_checkpoints_damaged_is_an_error(self):
        path = self.finished_run()
        for file in path.glob("ckpt/*/manifest.json"):
            flip(file, 30)
        for command in (["train", "cheetah-run", "--run"], ["evaluate"], ["inspect"]):
            self.expect(run(*command, str(path)), 65)

    def test_a_damaged_episode_is_found(self):
        path = self.finished_run()
        episode = path / "episodes/episode-000000000002.safetensors"
        flip(episode, 4000)
        outcome = self.expect(train(path, *settings(trainer__environmentSteps=5000)), 65)
        self.assertIn(str(episode), outcome.errors)
        report = json.loads(self.expect(run("inspect", str(path), "--json"), 0).output)
        self.assertEqual(report["damaged_episodes"], [episode.name])


class Disks(Trial):
    def test_a_full_disk_does_not_stop_training(self):
        """R13: checkpoints that fail are told with bytes needed and free; training goes on; the last
        save fails with 74; with room again the same command goes on."""
        with small_disk(self.folder / "disk", 12) as disk:
            path = disk / "run"
            more = settings(trainer__environmentSteps=12000)
            self.expect(train(path, *settings(trainer__environmentSteps=3000)), 0)
            filler = disk / "filler"
            filler.write_bytes(bytes(shutil.disk_usage(disk).free - 24_000))
            before = newest(path).name
            outcome = self.expect(train(path, *more), 74)
            self.assertRegex(outcome.errors, r"\d+ bytes needed, \d+ bytes free")
            self.assertIn("cannot save a checkpoint", outcome.errors)
            self.assertIn("measurements could not be written", outcome.errors)
            self.assertRegex(outcome.output, r"step 12000 ")
            self.assertEqual(list(path.glob("ckpt/.tmp-*")), [])
            self.assertEqual(newest(path).name, before)
            self.assertLess(len(list(path.glob("events.*"))), 5)
            self.expect(run("evaluate", str(path), "--episodes", "1"), 0)
            filler.unlink()
            self.expect(train(path, *more), 0)
            self.assertEqual(digest(path)["manifest"], digest(
                self.finished_run("reference", *more))["manifest"])

    def test_room_that_comes_back_is_used(self):
        """R13: episodes that could not be written come with the next save."""
        with small_disk(self.folder / "disk", 8) as disk:
            path, filler = disk / "run", disk / "filler"
            more = settings(trainer__environmentSteps=60000, trainer__evaluationInterval=0)
            self.expect(train(path, *settings(trainer__environmentSteps=3000)), 0)
            filler.write_bytes(bytes(shutil.disk_usage(disk).free - 100_000))
            process = start(*TRAIN, "--run", str(path), *more)
            told = [b""]

            def is_full():
                told.append(os.read(process.stderr.fileno(), 4096))
                return b"cannot save" in b"".join(told)

            self.assertTrue(wait_for(is_full))
            filler.unlink()
            # The disk is small: without more room it would be full again.
            errors = process.communicate()[1].decode()
            self.assertIn(process.returncode, (0, 74), errors)
            known = {e["name"] for e in manifest(newest(path))["episodes"]}
            self.assertGreater(len(known), 5)
            self.assertLessEqual(known, {file.name for file in path.glob("episodes/*")})
            self.expect(run("inspect", str(path)), 0)

    def test_every_kth_write_may_fail(self):
        """R13: whichever writes find the disk full, no file is left half-written, the checkpoints
        that are there can be used, and with room the run ends as an undisturbed one."""
        more = settings(trainer__environmentSteps=6000)
        reference = digest(self.finished_run("reference", *more))
        for k in range(1, 41) if NIGHTLY else (2, 3, 5, 11):
            path = self.finished_run(f"every-{k}")
            injection = f"inject=write,pwrite64:error=ENOSPC:when={25 + k}+{k}"
            outcome = train(path, *more, prefix=traced("-e", injection))
            self.assertIn(outcome.code, (0, 74), f"{k}: {outcome}")
            self.assertEqual(list(path.rglob("*tmp*")), [], k)
            report = self.expect(run("inspect", str(path), "--json"), 0).output
            self.assertEqual(json.loads(report)["damaged_episodes"], [], k)
            self.expect(train(path, "--strict-resume", *more), 0)
            found = digest(path)
            # Measurements may be lost; nothing else may.
            for name in reference.keys() - {"metrics", "evaluations"}:
                self.assertEqual(found[name], reference[name], f"{k}: {name}")

    def test_evaluations_that_are_lost_are_told_with_the_reason(self):
        """R13: and with room again the table is one that can be read."""
        path = self.folder / "run"
        prefix = traced("-P", f"{path}/evaluations.csv", "-e", "inject=write:error=EDQUOT")
        outcome = self.expect(train(path, prefix=prefix), 0)
        self.assertIn(
            f"measurements could not be written: {path}/evaluations.csv: cannot write: Disk quota",
            outcome.errors)
        self.assertEqual((path / "evaluations.csv").read_text(), "")
        self.expect(train(path, *settings(trainer__environmentSteps=5000)), 0)
        self.assertEqual(len((path / "evaluations.csv").read_text().splitlines()), 2)
        self.expect(run("plot", str(path), "--output", str(self.folder / "a.svg")), 0)

    def test_a_disk_that_cannot_synchronize_publishes_nothing(self):
        """R14: EIO of fsync is not ignored."""
        path = self.finished_run()
        before = sorted(file.name for file in path.glob("ckpt/*"))
        outcome = self.expect(train(
            path, *settings(trainer__environmentSteps=6000),
            prefix=traced("-e", "inject=fsync:error=EIO:when=8+")), 74)
        self.assertIn("cannot synchronize", outcome.errors)
        self.assertIn("step 6000 ", outcome.output)
        self.assertEqual(sorted(file.name for file in path.glob("ckpt/*")), before)
        self.expect(train(path, *settings(trainer__environmentSteps=6000)), 0)

    def test_folders_that_no_disk_synchronizes_are_not_in_the_way(self):
        """Some file systems have no fsync of folders, and answer EINVAL."""
        path = self.finished_run()
        folders = [part for name in ("", "ckpt", "episodes") for part in ("-P", str(path / name))]
        self.expect(train(
            path, *settings(trainer__environmentSteps=6000),
            prefix=traced(*folders, "-e", "inject=fsync:error=EINVAL")), 0)
        self.assertEqual(agent_integer(newest(path), "count/environment_steps"), 6000)

    def test_a_limit_of_file_sizes_is_told(self):
        """R13: the system's signal for it would end the program amid its work."""
        path = self.folder / "run"
        outcome = self.expect(train(
            path, prefix=["sh", "-c", 'ulimit -f 20; exec "$@"', "sh"]), 74)
        self.assertIn("File too large", outcome.errors)
        self.assertIn("step 4000 ", outcome.output)
        self.expect(train(path), 0)

    def test_where_nothing_can_be_created_nothing_is_trained(self):
        """R15: 73 before any training."""
        places = ["/proc/orrery/run", "/dev/null/run", str(self.folder / "file" / "run")]
        (self.folder / "file").write_text("a file")
        for place in places:
            outcome = self.expect(train(place), 73)
            self.assertEqual(outcome.output, "")
            self.assertIn(place.rsplit("/", 1)[0], outcome.errors)

    def test_a_folder_that_finds_no_room_is_told(self):
        """R15: with the system's reason, and 74 where it is not the place that is wrong."""
        with small_disk(self.folder / "disk", 1, ",nr_inodes=1") as disk:
            outcome = self.expect(run(
                "watch", "cheetah-run", "--headless", "--frames", "1", "--record",
                str(disk / "pictures")), 74)
            self.assertIn(f"{disk}/pictures: cannot create: No space left", outcome.errors)

    def test_a_read_only_run_can_be_read_but_not_trained(self):
        """R15."""
        with small_disk(self.folder / "disk", 8) as disk:
            path = disk / "run"
            self.expect(train(path), 0)
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            self.expect(train(path), 73)
            self.expect(run("evaluate", str(path), "--episodes", "1"), 0)
            self.expect(run("inspect", str(path)), 0)

    def test_files_follow_the_mask(self):
        """R15: 0666 without the mask's bits."""
        path = self.folder / "run"
        self.expect(train(path, preexec_fn=lambda: os.umask(0o027)), 0)
        for file in path.rglob("*"):
            expected = 0o750 if file.is_dir() else 0o640
            self.assertEqual(file.stat().st_mode & 0o777, expected, file)


class Writers(Trial):
    def test_a_run_has_one_writer_and_any_number_of_readers(self):
        """R12."""
        path = self.folder / "run"
        more = settings(trainer__environmentSteps=10**9)
        first = start(*TRAIN, "--run", str(path), *more)
        try:
            self.assertTrue(wait_for(lambda: list(path.glob("ckpt/step-*"))))
            second = self.expect(train(path, *more), 75)
            self.assertLess(second.seconds, 1)
            self.assertIn(f"process {first.pid} on {socket.gethostname()}", second.errors)
            self.assertRegex(second.errors, r"started \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
            self.expect(train(path, *more, "--overwrite"), 75)
            output = str(self.folder / "output")
            for reader in (
                ["evaluate", str(path), "--episodes", "1"], ["inspect", str(path)],
                ["plot", str(path), "--output", f"{output}.svg"],
                ["watch", str(path), "--headless", "--frames", "2"],
                ["watch", str(path), "--episode", "1", "--headless", "--frames", "2"],
                ["predict", str(path), "--output", output, "--horizon", "2"],
                ["probe", str(path), "--episodes", "2", "--held-out", "1"]):
                self.expect(run(*reader), 0)
            self.assertIsNone(first.poll())
        finally:
            first.kill()
            first.communicate()

    def test_readers_do_not_mind_what_is_removed_meanwhile(self):
        """R12: whatever is read while a run keeps only its newest checkpoint is whole."""
        path = self.folder / "run"
        # Little but saves.
        writer = start(*TRAIN, "--run", str(path), *settings(
            trainer__environmentSteps=10**9, trainer__keptCheckpoints=1,
            trainer__updatesPerEpisode=1, trainer__evaluationInterval=0,
            trainer__actionRepeat=200, trainer__sequenceLength=4))
        try:
            self.assertTrue(wait_for(lambda: list(path.glob("ckpt/step-*"))))
            for _ in range(200 if NIGHTLY else 40):
                report = json.loads(self.expect(run("inspect", str(path), "--json"), 0).output)
                self.assertTrue(report["checkpoints"])
                self.assertTrue(all(c["verified"] for c in report["checkpoints"]), report)
            self.assertIsNone(writer.poll())
        finally:
            writer.kill()
            writer.communicate()


if __name__ == "__main__":
    unittest.main()

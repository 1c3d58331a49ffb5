"""Errors: their words, which a person has read and a file keeps, and their codes (U15, R21)."""

import json
import os
import random
import re
import shutil
import struct
import unittest

import test_documentation
from program import *

GOLDEN = pathlib.Path(__file__).with_name("errors.txt")
LARGEST = str(2**63 - 1)


class Errors(Trial):
    def scene(self):
        """A folder with all that the forced errors need."""
        place = self.folder
        self.finished_run("run")
        (place / "text").write_text("hello\n")
        (place / "empty").write_text("")
        (place / "typo.toml").write_text("[planner]\nhorizn = 3\n")
        (place / "type.toml").write_text("seed = 1\n[planner]\nhorizon = 'far'\n")
        (place / "torn.toml").write_text("[planner\n")
        (place / "bytes.toml").write_bytes(b"\xff\xfe\x00")
        (place / "broken.json").write_text('{"cases":[{}]}')
        (place / "torn.json").write_text('{"cases":[')
        (place / "thesis").mkdir()
        (place / "thesis/thesis.tex").write_text("years of work")
        (place / "bare").mkdir()
        (place / "vast").touch()
        os.truncate(place / "vast", 1 << 41)
        (place / "loop").symlink_to("loop")
        for name, damage in [
            ("flipped", lambda c: self.change(c / "model.safetensors", 5000)),
            ("cut", lambda c: os.truncate(c / "optim.safetensors", 100)),
            ("sealed", lambda c: self.change(c / "manifest.json", 40)),
            ("partless", lambda c: (c / "agent.safetensors").unlink()),
        ]:
            shutil.copytree(place / "run", place / name)
            damage(newest(place / name))
        shutil.copytree(place / "run", place / "unknown")
        config = place / "unknown/config.toml"
        config.write_text(config.read_text().replace("cheetah-run", "cheetah-walk"))
        shutil.copytree(place / "run", place / "fresh")
        shutil.rmtree(place / "fresh/ckpt")
        shutil.copytree(place / "run", place / "unplayed")
        for episode in place.glob("unplayed/episodes/*"):
            episode.unlink()
        shutil.copytree(place / "run", place / "episodeless")
        self.change(place / "episodeless/episodes/episode-000000000001.safetensors", 3000)
        shutil.copytree(place / "run", place / "infinite")
        for episode in place.glob("infinite/episodes/*"):
            data = bytearray(episode.read_bytes())
            size = int.from_bytes(data[:8], "little")
            start = json.loads(data[8:8 + size])["rewards"]["data_offsets"][0]
            data[8 + size + start:12 + size + start] = struct.pack("<f", float("inf"))
            episode.write_bytes(data)
        shutil.copytree(place / "run", place / "odd")
        (place / "odd/evaluations.csv").write_text("step,score_mean\nfirst,2\n")
        shutil.copy(newest(place / "run") / "model.safetensors", place / "model")
        self.change(place / "model", 8)
        (place / "header").write_bytes((10**9).to_bytes(8, "little") + b"{}")
        (place / "dtype").write_bytes(
            (64).to_bytes(8, "little")
            + b'{"x":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}'.ljust(64) + bytes(4))

    def change(self, path, place):
        data = bytearray(path.read_bytes())
        data[place] ^= 1
        path.write_bytes(data)

    CASES = """
        trian cheetah-run
        bench kernel
        train
        train cheetah-rum
        train cheetah-run extra
        train cheetah-run --presett debug
        train cheetah-run --preset tiny
        train cheetah-run --seed one
        train cheetah-run --seed -3
        train cheetah-run --set task=walker-walk
        train cheetah-run --show-settings --overwrite
        train cheetah-run --overwrite --strict-resume
        train cheetah-run --set horizon=3
        train cheetah-run --set planner.horizon
        train cheetah-run --set planner.horizon=1.5
        train cheetah-run --set model.transition=flip
        train cheetah-run --set planner.aggregation=careful
        train cheetah-run --set planner.weights=sampled --set model.transition=localReparameterization
        train cheetah-run --set loss.freeNats=nan
        train cheetah-run --set planner.elites=5000
        train cheetah-run --set planner.horizon=9223372036854775807
        train cheetah-run --set loss.freeNats=1e300
        train cheetah-run --set model.weightStddev=1e-9
        train cheetah-run --set trainer.batchSize=0
        train cheetah-run --config nothing.toml
        train cheetah-run --config thesis
        train cheetah-run --config typo.toml
        train cheetah-run --config type.toml
        train cheetah-run --config torn.toml
        train cheetah-run --config bytes.toml
        train cheetah-run --preset debug --run text
        train cheetah-run --preset debug --run thesis
        train cheetah-run --preset debug --run thesis --overwrite
        train cheetah-run --preset debug --run /proc/run
        train cheetah-run --preset debug --run new --set trainer.sequenceLength=500
        train cheetah-run --preset debug --run new --set monitor.context=64
        train cheetah-run --preset debug --run new --set trainer.replayBytes=100000000000000 --set trainer.environmentSteps=1000000000000
        train cheetah-run --preset debug --run new --set optimizer.learningRate=1e38
        train cheetah-run --preset debug --run new --overwrite --set optimizer.learningRate=1e38 --set behavior.isLearned=false
        train cheetah-run --preset debug --run run --overwrite --set model.deterministicSize=1000000
        train cheetah-run --preset debug --run run --overwrite --set trainer.sequenceLength=500
        train cheetah-run --preset debug --run run --set model.hiddenSize=11
        train cheetah-run --preset debug --run run --set observation=vector
        train walker-walk --preset debug --run run
        train cheetah-run --preset debug --run run --seed 1
        train cheetah-run --preset debug --run flipped --strict-resume
        train cheetah-run --preset debug --run cut --strict-resume
        train cheetah-run --preset debug --run sealed --strict-resume
        train cheetah-run --preset debug --run partless --strict-resume
        train cheetah-run --preset debug --run episodeless
        evaluate
        evaluate run --episodes 0
        evaluate run --seed -3
        evaluate nothing
        evaluate thesis
        evaluate text
        evaluate bare
        evaluate loop
        evaluate fresh
        evaluate unknown
        evaluate cheetah-run
        evaluate cheetah-rum --agent random
        evaluate run --set planner.horizn=3
        evaluate run --episodes 9223372036854775807
        evaluate run --set planner.horizon=1000000
        evaluate cheetah-run --agent true-dynamics --set planner.horizon=1000000
        evaluate run --set loss.freeNats=2
        evaluate run --set task=walker-walk
        evaluate run --set behavior.learningRate=1
        evaluate cheetah-run --agent true-dynamics --set planner.weightDraws=8
        evaluate cheetah-run --agent random --set planner.horizon=3
        inspect nothing
        inspect /dev/zero
        inspect vast
        inspect text
        inspect empty
        inspect thesis
        inspect model
        inspect header
        inspect dtype
        predict run
        predict run --output out --horizon 0
        predict run --output out --start 9223372036854775807
        predict run --output out --draws 1000000
        predict run --output out --episode 99
        predict run --output out --episode 1 --episodes 2
        predict run --output out --episode 1 --start 99
        predict run --output out --from run --episodes 99
        predict run --output out --from unknown
        predict run --output out --from nothing
        predict run --output out --from unplayed
        predict run --output out --from unplayed --episode 1
        predict run --output out --from infinite
        predict run --output text
        predict run --output /proc/out
        probe run --episodes 1
        probe run --noise -1
        probe run --noise=1e300
        plot nothing --output a.svg
        plot run --output a.gif
        plot run --output thesis/no/a.svg
        plot odd --output a.svg
        simulate cheetah-run --from nothing --output out
        simulate cheetah-run --from broken.json --output out
        simulate cheetah-run --from torn.json --output out
        simulate cheetah-run --from text --output thesis
        render cheetah-run --from text --size 3 --output out
        render cheetah-run --from broken.json --output text
        bench kernels --only exp --torch python3
        bench train --set batchSize=0
        bench train --set model.imageSide=7
        bench train --set model.deterministicSize=1000000
        watch cheetah-run --headless
        watch cheetah-run --frames 0
        watch cheetah-run --size 5000x300
        watch cheetah-run --headless --frames 1 --record /dev/null
        watch run --episode 1 --seed 3
        watch cheetah-run --terminal
    """

    def test_errors_say_what_where_expected_found_and_what_to_do(self):
        """U15: the words are those of errors.txt; ORRERY_UPDATE=1 writes it anew, to be read."""
        self.scene()
        told = []
        for line in self.CASES.split("\n"):
            if not line.strip():
                continue
            outcome = run(*line.split(), cwd=self.folder, env={"SDL_VIDEODRIVER": "dummy"})
            if not UPDATE:
                self.assertIn(outcome.code, SYSEXITS - {0}, f"{line}: {outcome}")
            self.assertNotRegex(
                outcome.errors,
                r"Optional\(|Swift\.|Fatal error|\.swift:\d|Error Domain|\bnil\b|[\x00-\x09\x0b-\x1f]")
            errors = [
                text for text in outcome.errors.splitlines()
                if not re.match(r"\d+%  |memory: |training on |going on |error: XDG", text)]
            text = "\n".join(errors)
            text = re.sub(r"tmp-\d+", "tmp-PROCESS", text)
            text = re.sub(r"the \d+ bytes|at most \d+ bytes", "AVAILABLE bytes", text)
            # Weights differ between processors, and so do the names of their kernels.
            text = re.sub(r"(CRC-32C|bytes with) [0-9a-f]+", r"\1 CHECKSUM", text)
            text = re.sub(r'"crc32c":"[0-9a-f]{8}"', '"crc32c":"CHECKSUM"', text)
            text = re.sub(r"byte \d+: the manifest's", "byte PLACE: the manifest's", text)
            text = re.sub(r"predicted one of \d+", "predicted one of PREDICTED", text)
            told.append(f"$ orrery {line.strip()}\n{text}\n[{outcome.code}]\n")
        told = "\n".join(told).replace(str(self.folder), "FOLDER")
        if UPDATE:
            GOLDEN.write_text(told)
        self.assertEqual(told, GOLDEN.read_text())

    # A command line for each command that takes numbers, as short as it may be.
    SHORT = {
        "train": [
            *TRAIN, "--run", "new", "--overwrite",
            *settings(trainer__environmentSteps=1000, trainer__seedEpisodes=1)],
        "evaluate": ["evaluate", "run", "--episodes", "1"],
        "predict": ["predict", "run", "--output", "out", "--horizon", "2", "--draws", "1"],
        "probe": ["probe", "run", "--episodes", "2", "--held-out", "1"],
        "plot": ["plot", "run", "--output", "a.svg"],
        "render": ["render", "cheetah-run", "--from", "nothing", "--output", "out"],
        "watch": ["watch", "cheetah-run", "--headless", "--frames", "1"],
    }
    # Options whose value is any text.
    TEXTS = {
        "--config", "--from", "--mujoco", "--only", "--output", "--record", "--run", "--script",
        "--set", "--title", "--torch"}

    def test_no_option_takes_a_number_that_is_too_large(self):
        """R21: every option of --help but texts, with the largest number that can be read."""
        self.finished_run("run")
        tried = set()
        for command in test_documentation.commands():
            options = run(*command, "--help").output.partition("\nOPTIONS:")[2]
            for option in re.findall(r"(?m)^  (?:-\w, )?(--[a-z-]+) <", options):
                if option in self.TEXTS or (command[0] == "bench" and option == "--preset"):
                    continue
                line = [*self.SHORT.get(command[0], command), option, LARGEST]
                outcome = run(*line, cwd=self.folder, env={"SDL_VIDEODRIVER": "dummy"})
                tried.add(option)
                if option in ("--seed", "--noise", "--minutes"):
                    self.assertEqual(outcome.code, 0, f"{line}: {outcome}")
                    continue
                self.assertEqual(outcome.code, 64, f"{line}: {outcome}")
                self.assertRegex(
                    outcome.errors,
                    rf"{option}: expected at most 1000000, found {LARGEST}"
                    rf"|The value '{LARGEST}' is invalid for '{option}", line)
        self.assertLessEqual(
            {"--episodes", "--context", "--horizon", "--draws", "--start", "--episode", "--seed",
             "--held-out", "--noise", "--frames", "--repetitions", "--size"}, tried)

    # Numbers in double precision for which 1e300 makes sense, or does no harm.
    LARGE = {
        "behavior.largestNorm", "behavior.learningRate", "optimizer.largestNorm",
        "optimizer.learningRate", "planner.shrinkage", "trainer.checkpointSeconds"}

    def test_no_setting_takes_a_number_that_is_too_large(self):
        """R21: every number of --show-settings, with the largest that can be read, or nearly."""
        shown = self.expect(run(*TRAIN, "--show-settings"), 0).output
        table, tried = "", 0
        for line in shown.splitlines():
            if found := re.fullmatch(r"\[([A-Za-z]+)\]", line):
                table = found[1] + "."
            found = re.match(r"(\w+) = (\[?-?\d[^#]*)", line)
            if not found:
                continue
            name, is_whole = table + found[1], not re.search(r"[.e]", found[2])
            outcome = train(
                self.folder / name, *self.SHORT["train"][-4:], "--set",
                f"{name}={LARGEST if is_whole else '1e300'}")
            tried += 1
            if name in ("seed", "trainer.replayBytes"):
                # More than a run fills may be promised to its replay.
                self.assertEqual(outcome.code, 0, outcome)
            elif name in self.LARGE:
                self.assertIn(outcome.code, SYSEXITS, f"{name}: {outcome}")
            else:
                # What only does not fit in memory is no mistake of the command line.
                self.assertIn(outcome.code, (64, 78), f"{name}: {outcome}")
        self.assertGreater(tried, 50)

    def test_no_command_line_and_no_damage_ends_in_a_trap(self):
        """R21: only codes of sysexits, whatever is asked and whatever is in a run."""
        self.scene()
        chance = random.Random(7)
        words = [
            "train", "evaluate", "inspect", "render", "simulate", "watch", "envs", "bench",
            "kernels", "predict", "probe", "plot", "cheetah-run", "run", "flipped", "cut", "sealed",
            "partless", "unknown", "fresh", "episodeless", "text", "empty", "thesis", "nothing",
            "--run", "--json", "--set", "--seed", "--config", "--episodes", "--output", "--from",
            "--size", "--context", "--horizon", "--draws", "--only", "seed=3", "planner.horizon=0",
            "trainer.batchSize=99999999999", "-1", "0", "3", "99999999999999999999", "1e999", "nan",
            "0x0", "4096x4097", "", "--", "=", "\x1b[2J", "é", "../../..", "/dev/null", "torn.toml",
            "broken.json", "type.toml", "model", "header", LARGEST, f"planner.horizon={LARGEST}",
            "--start", "--held-out", "--noise",
        ]
        lines = [
            [chance.choice(words) for _ in range(chance.randrange(1, 7))]
            for _ in range(1000 if NIGHTLY else 120)]
        # Few of these get past the parser; some have what a command needs.
        starts = [
            ["train", "cheetah-run"], ["evaluate", "run", "--episodes", "1"], ["watch", "run"],
            ["watch", "cheetah-run"], ["plot", "run", "--output", "out.svg"],
            ["predict", "run", "--output", "out", "--horizon", "2"],
            *(["bench", name] for name in ("kernels", "physics", "render", "train", "belief"))]
        lines += [
            [*chance.choice(starts), *(chance.choice(words) for _ in range(chance.randrange(3)))]
            for _ in range(250 if NIGHTLY else 30)]
        lines = [[*line, *self.brief(line)] for line in lines]
        places = sorted(file.name for file in self.folder.iterdir())
        for command in (
            ["inspect"], ["evaluate", "--episodes", "1"], ["plot", "--output", "out.svg"],
            ["predict", "--output", "out", "--horizon", "2"], ["probe", "--episodes", "2"],
            ["watch", "--headless", "--frames", "1"], ["simulate", "cheetah-run", "--output", "o", "--from"],
            ["render", "cheetah-run", "--output", "o", "--from"],
            [*TRAIN, "--run", "again", "--config"], [*TRAIN, "--strict-resume", "--run"],
        ):
            lines += [[*command, place] for place in places if place != "out"]
        for line in lines:
            outcome = run(*line, cwd=self.folder, env={"SDL_VIDEODRIVER": "dummy"})
            self.assertIn(outcome.code, SYSEXITS, f"{line}: {outcome}")
            self.assertNotIn("\x1b", outcome.errors, line)

    def brief(self, line):
        """What lets nothing by chance train, time or play for hours."""
        if line[0] == "watch":
            return ["--headless", "--frames", "1"]
        if line[0] == "train":
            new = [] if "--run" in line else ["--run", "new"]
            return ["--preset", "debug", *settings(trainer__environmentSteps=1000), *new]
        if line[:2] == ["bench", "kernels"]:
            return ["--only", "exp"]
        return ["--repetitions", "1"] if line[0] == "bench" else []

    def test_damaged_runs_never_end_in_a_trap(self):
        """R21: random bytes of random files of a run are changed, cut off or removed."""
        source = self.finished_run("source")
        files = [f.relative_to(source) for f in sorted(source.rglob("*")) if f.is_file()]
        path, output = self.folder / "damaged", str(self.folder / "output")
        resume = [*TRAIN, "--run", str(path), *settings(trainer__environmentSteps=5000)]
        commands = [
            ["inspect", str(path)], ["evaluate", str(path), "--episodes", "1"],
            ["probe", str(path), "--episodes", "2", "--held-out", "1"],
            ["predict", str(path), "--output", output, "--horizon", "2", "--draws", "1"],
            ["plot", str(path), "--output", f"{output}.svg"],
            ["watch", str(path), "--headless", "--frames", "1"],
            ["watch", str(path), "--episode", "1", "--headless", "--frames", "1"]]
        codes = set()
        for _ in range(1000 if NIGHTLY else 60):
            shutil.rmtree(path, ignore_errors=True)
            shutil.copytree(source, path)
            for _ in range(self.chance.randrange(1, 4)):
                file = path / self.chance.choice(files)
                if not file.exists() or file.stat().st_size == 0:
                    continue
                kind, size = self.chance.randrange(4), file.stat().st_size
                if kind == 0:
                    file.unlink()
                elif kind == 1:
                    os.truncate(file, self.chance.randrange(size))
                else:
                    self.change(file, self.chance.randrange(size if kind == 2 else min(size, 90)))
            for command in (resume, self.chance.choice(commands)):
                outcome = run(*command)
                codes.add(outcome.code)
                self.assertIn(outcome.code, SYSEXITS, f"{command}: {outcome}")
        self.assertIn(65, codes)


if __name__ == "__main__":
    unittest.main()

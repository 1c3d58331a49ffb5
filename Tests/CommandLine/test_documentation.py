"""What is documented works: commands of the README and the pages, flags of --help (U6)."""

import re
import shlex
import shutil
import unittest

from program import *

LIST = pathlib.Path(__file__).with_name("commands.txt")
HELP = pathlib.Path(__file__).with_name("help.txt")


def command_lines():
    """The arguments of each command, with the exit code that is expected."""
    for line in LIST.read_text().splitlines():
        if line and not line.startswith("#"):
            code, rest = re.fullmatch(r"(?:(\d+) )?(.*)", line).groups()
            yield int(code or 0), shlex.split(rest)


def commands(*group):
    """All commands that --help lists, below others too."""
    text = run(*group, "--help").output
    listed = re.findall(r"(?m)^  ([a-z-]+) {2,}\S", text.partition("SUBCOMMANDS:")[2])
    for name in listed:
        yield from commands(*group, name)
    if not listed:
        yield group


def flags(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)) - {"--help", "--version"}


def documented_flags(text):
    """The flags that a help text explains."""
    usage = text.partition("\nOPTIONS:")[2]
    found = re.findall(r"(?m)^  (?:-\w, )?(--[a-z-]+)", usage)
    return set(found) - {"--help", "--version"}


def pages():
    return [ROOT / "README.md", *sorted((ROOT / "Documentation").glob("*.md"))]


def block_lines(page):
    """The lines of a page's blocks of shell commands: fenced ones, and those that are indented."""
    fence = None
    for line in page.read_text().splitlines():
        if line.startswith("```"):
            fence = line if fence is None else None
        elif fence == "```sh":
            yield line
        elif fence is None and line.startswith("    "):
            yield line[4:]


def page_commands():
    """The arguments of each command in a block of a page, with the page's name."""
    for page in pages():
        for line in block_lines(page):
            if line.startswith("orrery "):
                yield page.name, shlex.split(line, comments=True)[1:]


def brief(arguments):
    """The same command with less to do: small numbers, the debug preset, and no display."""
    arguments = ["cartpole-swingup" if part == "TASK" else part for part in arguments]
    short = {"--episodes": "2", "--draws": "2", "--preset": "debug"}
    for place, name in enumerate(arguments[:-1]):
        # Benchmarks have presets of their own.
        if arguments[0] != "bench":
            arguments[place + 1] = short.get(name, arguments[place + 1])
    if arguments[0] == "train" and "--preset" not in arguments:
        arguments += ["--preset", "debug"]
    if arguments[0] == "watch":
        arguments += ["--headless", "--frames", "2"]
    if arguments[0] == "bench":
        arguments += ["--repetitions", "1"]
    if "true-dynamics" in arguments:
        arguments += settings(planner__iterations=1, planner__candidates=10, planner__elites=2)
    return arguments


def name_pattern(name):
    """What names a row of a table of measurements stands for: a word in capitals stands for any
    word, and a last h for a horizon."""
    parts = re.split(r"([A-Z]{2,})", re.sub(r"/h\b", "/HORIZON", name))
    return re.compile("".join(
        r"\d+" if part == "HORIZON" else r"[^/]+" if part.isupper() else re.escape(part)
        for part in parts))


class Documentation(Trial):
    def test_every_flag_of_every_command_is_run(self):
        lines = [arguments for _, arguments in command_lines()]
        missing = []
        for command in commands():
            ours = [line for line in lines if tuple(line[:len(command)]) == command]
            self.assertTrue(ours, f"no line of {LIST.name} runs {' '.join(command)}")
            documented = documented_flags(run(*command, "--help").output)
            missing += [
                f"{' '.join(command)} {flag}"
                for flag in sorted(documented - {part for line in ours for part in line})]
        self.assertEqual(missing, [], f"add a line with them to {LIST.name}")

    def test_help_is_as_a_person_has_read_it(self):
        """The help of each command; ORRERY_UPDATE=1 writes the file anew."""
        texts = [run(*command, "--help") for command in [(), ("bench",), *commands()]]
        found = "\n".join(self.expect(text, 0).output for text in texts)
        if UPDATE:
            HELP.write_text(found)
        self.assertEqual(found, HELP.read_text())

    def test_every_command_of_the_readme_is_run(self):
        lines = [arguments for _, arguments in command_lines()]
        for text in re.findall(r"`orrery ([^`]+)`", (ROOT / "README.md").read_text()):
            words = text.replace("\\|", "|").split()
            for name in words[0].split("|"):
                group = {tuple(line[:2]) for line in lines}
                for second in (words[1].split("|") if name == "bench" and len(words) > 1 else [""]):
                    start = [name, second] if second else [name]
                    self.assertTrue(
                        any(line[:len(start)] == start and flags(text) <= set(line)
                            for line in lines) or "--help" in text,
                        f"no line of {LIST.name} runs 'orrery {text}'")

    def test_examples_of_help_name_all_that_there_is(self):
        """The examples in --help use the flags that the command has, and every one of them."""
        for command in commands():
            text = run(*command, "--help").output
            options = text.partition("OPTIONS:")[2]
            discussion = text.partition("USAGE:")[0]
            examples = re.findall(r"orrery " + " ".join(command) + r"\b.*(?:\n      +\S.*)*", discussion)
            self.assertTrue(examples, f"{' '.join(command)} has no example")
            for example in examples:
                self.assertLessEqual(flags(example), flags(options), command)
            # Long examples go on at the beginning of the next line.
            shown = flags(discussion[discussion.index(examples[0]):])
            self.assertLessEqual(documented_flags(text), shown, command)

    def test_every_command_of_a_block_works(self):
        """Those of the README and of the pages, with runs and files of the names that they have."""
        found = list(page_commands())
        self.assertGreaterEqual(len(found), 15)
        trained = self.finished_run("trained")
        for name in {part for _, line in found for part in line}:
            if name.startswith("runs/") and "*" not in name:
                shutil.copytree(trained, self.folder / name)
        for source, name in [
            ("ControlSuiteTests/Resources/cheetah_run_cases.json", "theirs.json"),
            ("PlanarScenesTests/Resources/frames.json", "frames.json"),
        ]:
            shutil.copy(ROOT / "Tests" / source, self.folder / name)
        page = (ROOT / "Documentation/Runs.md").read_text()
        example = re.search(r"(?s)```toml\n(.*?)```", page)[1]
        (self.folder / "settings.toml").write_text(example)
        # A Python that says how fast MuJoCo is, whatever its script.
        python, script = self.folder / ".venv/bin/python", self.folder / "Scripts/time_mujoco.py"
        for file in (python, script):
            file.parent.mkdir(parents=True)
            file.write_text("#!/bin/sh\nwhile read task; do echo 1e-5; done\n")
        python.chmod(0o755)
        for page, line in found:
            arguments = []
            for part in brief(line):
                matches = sorted(self.folder.glob(part)) if "*" in part else []
                arguments += map(str, matches or [part])
            with self.subTest(page=page, command=" ".join(arguments)):
                self.expect(
                    run(*arguments, cwd=self.folder, env={"SDL_VIDEODRIVER": "dummy"}), 0)

    def test_everything_in_a_run_is_explained(self):
        """The first table of Runs.md has every name in a run's folder; the last, every exit code."""
        text = (ROOT / "Documentation/Runs.md").read_text()
        cells = "".join(re.findall(r"(?m)^\| (`[^|]*) \|", text))
        names = {name.rstrip("/") for name in re.findall(r"`([^`]+)`", cells)}
        found = {
            re.sub(r"^events\..*", "events.*", file.name) for file in self.finished_run().iterdir()}
        self.assertEqual(found - names, set())
        self.assertEqual(names - found, {"diverged.safetensors"})
        codes = set(re.findall(r"(?m)^\| ([\d, ]+) \|", text))
        told = re.findall(r"\b\d+\b", run("--help").output.partition("exit code is")[2])
        self.assertEqual({code for cell in codes for code in cell.split(", ")}, set(told))

    def test_every_setting_is_explained(self):
        """The tables of Settings.md have all settings once, with the values of two presets."""
        text = (ROOT / "Documentation/Settings.md").read_text()
        rows = re.findall(
            r"(?m)^\| `([\w.]+)` \| `([^`]+)` \| (?:`([^`]+)` )?\| (?=\S)", text)
        for place, preset in ((0, "planet"), (1, "compact")):
            arguments = ["train", "cheetah-run", "--preset", preset, "--show-settings"]
            shown, table = [], ""
            for line in self.expect(run(*arguments, cwd=self.folder), 0).output.splitlines():
                if found := re.fullmatch(r"\[(\w+)\]", line):
                    table = found[1] + "."
                elif found := re.fullmatch(r"(\w+) = (.*?)  #.*", line):
                    shown.append((table + found[1], found[2]))
            self.assertGreater(len(shown), 50)
            explained = [(name, values[place] or values[0]) for name, *values in rows]
            self.assertEqual(explained, shown, preset)

    def test_the_readme_lists_every_page(self):
        text = (ROOT / "README.md").read_text()
        table = text.partition("| page |")[2].partition("\n\n")[0]
        listed = re.findall(r"\]\(Documentation/(\w+\.md)\)", table)
        self.assertEqual(sorted(listed), [page.name for page in pages()[1:]])

    def test_every_measurement_is_explained(self):
        """The tables of Monitoring.md have all that a run measures, and nothing else."""
        text = (ROOT / "Documentation/Monitoring.md").read_text()
        cells = re.findall(r"(?m)^\| (`[^|]*) \|", text)
        explained = {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
        path = self.finished_run("run", *settings(loss__overshootingDistance=3))
        measured = {name for step in metrics(path) for name in step}
        measured |= set((path / "evaluations.csv").read_text().splitlines()[0].split(","))
        patterns = [name_pattern(name) for name in explained]
        self.assertEqual(
            {name for name in measured if not any(p.fullmatch(name) for p in patterns)}, set())
        # Other commands, resumed runs and runs in trouble have some more.
        stale = {
            name for name in explained
            if not any(name_pattern(name).fullmatch(found) for found in measured)
            and not name.startswith("probe/")}
        self.assertLessEqual(stale, {"nonfinite", "resume.bit_identical"})

    def test_every_command_line_works(self):
        trained = self.finished_run("trained")
        states, cases = self.folder / "states.json", self.folder / "cases.json"
        states.write_text(
            '{"frames":[{"task":"cartpole_swingup","index":3,"qpos":[0.2,2.5],'
            '"files":{"64x64":"a.png"}}]}')
        cases.write_text(
            '{"task":"cartpole_swingup","cases":[{"kind":"rail","qpos":[1.9,0.4],'
            '"qvel":[0.3,-1.5],"ctrl":[0.5]}]}')
        toml = self.folder / "settings.toml"
        toml.write_text("[planner]\nhorizon = 3\n")
        for code, arguments in command_lines():
            arguments = [
                part.format(
                    run=trained, folder=self.folder, states=states, cases=cases, settings=toml)
                for part in arguments]
            env = {"SDL_VIDEODRIVER": "dummy"}
            with self.subTest(" ".join(arguments)):
                self.expect(run(*arguments, cwd=self.folder, env=env), code)


if __name__ == "__main__":
    unittest.main()

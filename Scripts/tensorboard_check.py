"""Compares what TensorBoard's loaders read with what was written.

Usage: tensorboard_check.py EXERCISE ORRERY, with the built records-exercise and orrery.
"""

import base64
import contextlib
import json
import math
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from tensorboard.backend.event_processing import plugin_event_accumulator
from tensorboard.util import tensor_util

# A red pixel, as a PNG of 1 by 1: the loaders keep the bytes as they are.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)

# What a run shows of each kind.
SCALAR = "episode/score"
STRIP = "open_loop/strip"
HISTOGRAM = "weight_means/dynamics.transition.kernel"

# The horizons of predictions that have charts; metrics.jsonl has all.
HORIZONS = (1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 35, 40, 45, 50)


def load(folder):
    """Returns everything in a run, without leaving points out, as TensorBoard's server reads it."""
    plugins = ("scalars", "images", "histograms", "hparams")
    accumulator = plugin_event_accumulator.EventAccumulator(
        str(folder), tensor_size_guidance=dict.fromkeys(plugins, 0))
    accumulator.Reload()
    return accumulator


def points(accumulator, tag):
    """Returns the tensors of a tag as (step, array)."""
    return [(e.step, tensor_util.make_ndarray(e.tensor_proto)) for e in accumulator.Tensors(tag)]


def check_kinds(program, folder):
    """Checks a value of every kind."""
    png = folder / "pixel.png"
    png.write_bytes(PIXEL)
    run = folder / "kinds"
    run.mkdir()
    subprocess.run([program, "kinds", run, png], check=True)
    accumulator = load(run)

    loss = [(step, float(value)) for step, value in points(accumulator, "loss/image")]
    assert loss == [(s, s / 2) for s in (0, 1, 300, 1 << 40)], loss
    odd = [float(value) for _, value in points(accumulator, "odd")]
    assert math.isnan(odd[0]) and math.isinf(odd[1]), odd
    ((step, means),) = points(accumulator, "means")
    assert step == 9 and means.shape == (30, 3) and means[:, 2].sum() == 1000, means
    assert means[0, 0] == 0 and means[-1, 1] == 999
    ((_, flat),) = points(accumulator, "flat")
    assert flat.tolist() == [[2, 2, 2]], flat
    ((step, image),) = points(accumulator, "strip")
    assert step == 7 and image.tolist() == [b"3", b"2", PIXEL], image
    plugins = {
        tag: accumulator.SummaryMetadata(tag).plugin_data.plugin_name
        for tag in accumulator.Tags()["tensors"]
    }
    assert plugins["loss/image"] == "scalars" and plugins["means"] == "histograms", plugins
    assert plugins["_hparams_/session_start_info"] == "hparams", plugins
    print(f"every kind: {sorted(plugins)}")


def train(orrery, run, *more):
    """Trains a small run of the built program to its end."""
    subprocess.run(
        training(orrery, run, *more), check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)


def training(orrery, run, *more):
    """Returns the command that trains a small run."""
    return [orrery, "train", "cheetah-run", "--preset", "debug", "--run", run, *more]


def train_with_kills(orrery, run, kills):
    """Trains a run that is killed, and does again what was recorded but not saved.

    TensorBoard keeps ten pictures unless it is told otherwise, so there are a few more.
    """
    more = ["--set", "trainer.environmentSteps=14000", "--set", "trainer.checkpointSeconds=3600"]
    command = training(orrery, run, *more)
    source = random.Random(2)
    for _ in range(kills):
        with subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as program:
            # Only the first checkpoint that is due is saved; each line is of an iteration.
            for _ in range(3):
                assert program.stdout.readline(), "training ended before it was killed"
            time.sleep(source.uniform(0, 0.05))
            program.send_signal(signal.SIGKILL)
        assert program.returncode == -signal.SIGKILL, program.returncode
    train(orrery, run, *more)
    files = [load(file) for file in sorted(run.glob("events.out.tfevents.*"))]
    assert len(files) == kills + 1, files
    joined = load(run)
    for tag in (SCALAR, STRIP, HISTOGRAM):
        again = sum(len(points(file, tag)) for file in files) - len(points(joined, tag))
        # Otherwise nothing would be void.
        assert again >= kills, f"{tag}: only {again} points were recorded again"


def measurements(run):
    """Returns the finite values of each measurement in metrics.jsonl, as (step, value)."""
    measured = {}
    for line in (run / "metrics.jsonl").read_text().splitlines():
        values = json.loads(line)
        for name in values.keys() - {"step", "wall_time", "nonfinite"}:
            if values[name] is not None:
                measured.setdefault(name, []).append((values["step"], values[name]))
    return measured


def charted(measured):
    """Returns the measurements that have charts."""
    def is_charted(name):
        kind, _, horizon = name.rpartition("/")
        return not (kind.startswith("open_loop/") and int(horizon) not in HORIZONS)

    return {name: values for name, values in measured.items() if is_charted(name)}


def same(curve, expected):
    """Returns whether curves have the same steps, and values that are equal in single precision."""
    return len(curve) == len(expected) and all(
        a[0] == b[0] and math.isclose(a[1], b[1], rel_tol=1e-6) for a, b in zip(curve, expected))


def check_run(run):
    """Checks that a run of the built program shows what it measured, its weights and predictions."""
    accumulator = load(run)
    tags = {
        tag: accumulator.SummaryMetadata(tag).plugin_data.plugin_name
        for tag in accumulator.Tags()["tensors"]
    }
    measured = measurements(run)
    assert len(measured) > 100, sorted(measured)
    episodes = [number for _, number in measured["count/episodes"]]
    assert episodes == list(range(1, len(episodes) + 1)), episodes
    for name, values in measured.items():
        numbers = [step for step, _ in values]
        assert numbers == sorted(set(numbers)), (name, numbers)
    for name, values in charted(measured).items():
        curve = [(s, float(v)) for s, v in points(accumulator, name) if math.isfinite(v)]
        assert tags[name] == "scalars" and same(curve, values), (name, curve, values)
    for tag in (tag for tag, plugin in tags.items() if plugin == "scalars"):
        finite = any(math.isfinite(v) for _, v in points(accumulator, tag))
        assert tag in charted(measured) or not finite, f"{tag} is not to have a chart"

    kinds = {}
    for tag in (tag for tag, plugin in tags.items() if plugin == "histograms"):
        kind, _, weight = tag.partition("/")
        kinds.setdefault(kind, set()).add(weight)
        for _, rows in points(accumulator, tag):
            assert rows.shape[1] == 3 and rows[:, 2].sum() >= 1, (tag, rows)
    assert kinds.keys() == {"weight_means", "weight_stddevs"}, kinds
    assert kinds["weight_means"] == kinds["weight_stddevs"], kinds
    evaluations = (run / "evaluations.csv").read_text().splitlines()[1:]
    steps = [int(line.split(",")[0]) for line in evaluations]
    assert steps and steps == sorted(set(steps)), steps
    for kind, weights in kinds.items():
        for weight in weights:
            found = [step for step, _ in points(accumulator, f"{kind}/{weight}")]
            assert found == steps, (kind, weight, found, steps)
    assert HISTOGRAM in tags, kinds

    strips = [(step, strip[2]) for step, strip in points(accumulator, STRIP)]
    assert tags[STRIP] == "images" and strips == pictures(run), tags
    assert [step for step, _ in strips] == steps, steps
    print(
        f"{run.name}: {len(charted(measured))} curves of {len(episodes)} points,"
        f" {len(kinds['weight_means'])} weights, {len(strips)} strips")


def pictures(run):
    """Returns a run's files of open-loop predictions, as (step, bytes)."""
    files = sorted((run / "video").glob("open-loop-*.png"))
    return [(int(file.stem.rpartition("-")[2]), file.read_bytes()) for file in files]


def check_kills(program, folder, kills):
    """Checks that a curve that was killed and resumed has no gap and no double."""
    run = folder / "curve"
    run.mkdir()
    source = random.Random(1)
    first = 0
    for _ in range(kills):
        arguments = [program, "metrics", run, str(first), "1000000"]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as writer:
            writer.stdout.readline()
            time.sleep(source.uniform(0, 0.03))
            writer.send_signal(signal.SIGKILL)
        lines = (run / "metrics.jsonl").read_text().splitlines()
        whole = [line for line in lines if line.endswith("}")]
        # The checkpoint that it goes on from is a little older than the last point.
        first = max(0, json.loads(whole[-1])["step"] - source.randrange(20))
    last = first + 10
    subprocess.run(
        [program, "metrics", run, str(first), str(last)], check=True, stdout=subprocess.DEVNULL)

    expected = [(step, step * step) for step in range(1, last + 1)]
    found = [(json.loads(line)["step"], json.loads(line)["y"])
             for line in (run / "metrics.jsonl").read_text().splitlines()]
    assert found == expected, "metrics.jsonl has a gap or a double"
    curve = [(step, float(value)) for step, value in points(load(run), "y")]
    assert len(curve) == last, f"{len(curve)} points, not {last}"
    assert same(curve, expected), "the events have a gap or a double"
    print(f"after {kills} kills: {last} points, no gap, no double")
    return last


@contextlib.contextmanager
def server(folder):
    """Serves the runs in a folder with the fast loader, and gives what asks it.

    The server samples at most 1,000 points and ten pictures of a tag, unless it is told otherwise.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tensorboard.main", "--load_fast", "true", "--logdir", folder,
               "--host", "127.0.0.1", "--port", str(port),
               "--samples_per_plugin", "scalars=1000000,images=100"]

    def ask(route, query):
        address = f"http://127.0.0.1:{port}/data/plugin/{route}?{query}"
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.read()

    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            yield ask
        finally:
            process.terminate()


def series(ask, route, run, tag, last):
    """Waits until the server shows a step of a series; returns the series as (step, entry)."""
    query = urllib.parse.urlencode({"run": run, "tag": tag})
    for _ in range(120):
        try:
            entries = json.loads(ask(route, query))
            # Pictures have names for what scalars and histograms have places for.
            shown = [(e["step"], e) if route.startswith("images") else (e[1], e) for e in entries]
            if any(step == last for step, _ in shown):
                return shown
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError(f"the server did not show step {last} of {run}: {tag}")


def check_served_curve(ask, last):
    """Checks what the fast loader shows of the curve that was killed often."""
    steps = [step for step, _ in series(ask, "scalars/scalars", "curve", "y", last)]
    assert steps == sorted(set(steps)), "the fast loader shows a step twice"
    assert steps == list(range(1, last + 1)), f"the fast loader shows {len(steps)} of {last}"
    print(f"fast loader: {len(steps)} points")


def check_served_run(ask, run):
    """Checks what the fast loader shows of a run: all curves, the strips, and a weight."""
    measured = measurements(run)
    for name, values in charted(measured).items():
        shown = series(ask, "scalars/scalars", run.name, name, values[-1][0])
        # Values that are not finite come as texts.
        curve = [(step, float(entry[2])) for step, entry in shown]
        curve = [(step, value) for step, value in curve if math.isfinite(value)]
        assert same(curve, values), (name, curve, values)

    expected = pictures(run)
    shown = series(ask, "images/images", run.name, STRIP, expected[-1][0])
    strips = [(step, ask("images/individualImage", entry["query"])) for step, entry in shown]
    assert strips == expected, [step for step, _ in strips]

    expected = [(step, rows.tolist()) for step, rows in points(load(run), HISTOGRAM)]
    shown = series(ask, "histograms/histograms", run.name, HISTOGRAM, expected[-1][0])
    histograms = [(step, entry[2]) for step, entry in shown]
    assert histograms == expected, (histograms, expected)
    print(f"fast loader, {run.name}: {len(charted(measured))} curves, {len(strips)} strips, a weight")


def main():
    """Runs all checks."""
    program, orrery = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        check_kinds(program, folder)
        train(orrery, folder / "run")
        check_run(folder / "run")
        train_with_kills(orrery, folder / "resumed", 3)
        check_run(folder / "resumed")
        last = check_kills(program, folder, 100)
        with server(folder) as ask:
            check_served_curve(ask, last)
            check_served_run(ask, folder / "resumed")


main()

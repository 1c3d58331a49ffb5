"""Compares what TensorBoard's loaders read with what was written.

Usage: tensorboard_check.py EXERCISE ORRERY, with the built records-exercise and orrery.
"""

import base64
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


def check_run(orrery, folder):
    """Checks that a run of the built program shows what it measured, its weights and predictions."""
    run = folder / "run"
    subprocess.run(
        [orrery, "train", "cheetah-run", "--preset", "debug", "--run", run], check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    accumulator = load(run)
    tags = {
        tag: accumulator.SummaryMetadata(tag).plugin_data.plugin_name
        for tag in accumulator.Tags()["tensors"]
    }
    measured = {}
    for line in (run / "metrics.jsonl").read_text().splitlines():
        values = json.loads(line)
        for name in values.keys() - {"step", "wall_time", "nonfinite"}:
            if values[name] is not None:
                measured.setdefault(name, []).append((values["step"], values[name]))
    assert len(measured) > 100, sorted(measured)
    for name, values in measured.items():
        curve = [(s, float(v)) for s, v in points(accumulator, name) if math.isfinite(v)]
        same = len(curve) == len(values) and all(
            a[0] == b[0] and math.isclose(a[1], b[1], rel_tol=1e-6)
            for a, b in zip(curve, values))
        assert tags[name] == "scalars" and same, (name, curve, values)

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
    assert "dynamics.transition.kernel" in kinds["weight_means"], kinds
    found = [step for step, _ in points(accumulator, "weight_means/dynamics.transition.kernel")]
    assert found == steps, (found, steps)

    strips = [(step, strip[2]) for step, strip in points(accumulator, "open_loop/strip")]
    files = sorted((run / "video").iterdir())
    assert tags["open_loop/strip"] == "images" and strips, tags
    assert strips == list(zip(steps, [file.read_bytes() for file in files])), steps
    print(f"a run: {len(measured)} curves, {len(kinds['weight_means'])} weights, {len(strips)} strips")


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
    close = lambda a, b: a[0] == b[0] and math.isclose(a[1], b[1], rel_tol=1e-6)
    curve = [(step, float(value)) for step, value in points(load(run), "y")]
    assert len(curve) == last, f"{len(curve)} points, not {last}"
    assert all(map(close, curve, expected)), "the events have a gap or a double"
    print(f"after {kills} kills: {last} points, no gap, no double")
    return last


def check_server(folder, last):
    """Checks the fast loader through the server, which samples at most 1,000 points."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tensorboard.main", "--load_fast", "true", "--logdir", folder,
               "--host", "127.0.0.1", "--port", str(port),
               "--samples_per_plugin", "scalars=1000000"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as server:
        try:
            query = urllib.parse.urlencode({"run": "curve", "tag": "y"})
            address = f"http://127.0.0.1:{port}/data/plugin/scalars/scalars?{query}"
            for _ in range(120):
                try:
                    with urllib.request.urlopen(address, timeout=5) as answer:
                        curve = json.load(answer)
                    if curve and curve[-1][1] == last:
                        break
                except OSError:
                    pass
                time.sleep(0.5)
            else:
                raise AssertionError("the server did not show the curve")
        finally:
            server.terminate()
    steps = [point[1] for point in curve]
    assert steps == sorted(set(steps)), "the fast loader shows a step twice"
    assert steps == list(range(1, last + 1)), f"the fast loader shows {len(steps)} of {last}"
    print(f"fast loader: {len(steps)} points")


def main():
    """Runs all checks."""
    program, orrery = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        check_kinds(program, folder)
        check_run(orrery, folder)
        last = check_kills(program, folder, 100)
        check_server(folder, last)


main()

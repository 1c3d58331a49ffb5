"""The Python side of Scripts/safetensors-interchange."""

import json
import pathlib
import random
import sys

import numpy
from safetensors import TensorSpec, safe_open, serialize
from safetensors.numpy import load, save

NAMES = {
    "BOOL": "bool", "U8": "uint8", "I8": "int8", "I16": "int16", "U16": "uint16",
    "F16": "float16", "I32": "int32", "U32": "uint32", "F32": "float32", "F64": "float64",
    "I64": "int64", "U64": "uint64",
}


def check_ours(folder: pathlib.Path) -> int:
    """Loads what Swift wrote and compares it, bit by bit, with the listing beside it."""
    count = 0
    for path in sorted(folder.glob("*.safetensors")):
        listing = json.loads(path.with_suffix(".json").read_text())
        with safe_open(path, framework="numpy") as file:
            assert (file.metadata() or {}) == listing["metadata"], path
            assert set(file.keys()) == set(listing["tensors"]), path
            for name, entry in listing["tensors"].items():
                piece = file.get_slice(name)
                assert piece.get_dtype() == entry["type"], (path, name)
                assert piece.get_shape() == entry["shape"], (path, name)
                if entry["type"] in NAMES:
                    array = file.get_tensor(name)
                    assert array.dtype == NAMES[entry["type"]], (path, name)
                    assert array.tobytes().hex() == entry["hexadecimal"], (path, name)
        # What the reference writes of the same contents is the same file.
        buffers = {
            name: numpy.frombuffer(bytes.fromhex(entry["hexadecimal"]), numpy.uint8).copy()
            for name, entry in listing["tensors"].items()
        }
        specifications = {
            name: TensorSpec(
                dtype=NAMES.get(entry["type"], "bfloat16"), shape=entry["shape"],
                data_ptr=buffers[name].ctypes.data, data_len=buffers[name].nbytes)
            for name, entry in listing["tensors"].items()
        }
        again = bytes(serialize(specifications, metadata=listing["metadata"] or None))
        assert again == path.read_bytes(), f"{path}: not the bytes that the reference writes"
        count += 1
    return count


def write_theirs(folder: pathlib.Path) -> None:
    """Writes 200 random dictionaries."""
    generator = random.Random(2019)
    for index in range(200):
        tensors = {}
        for _ in range(generator.randrange(8)):
            shape = [generator.randrange(6) for _ in range(generator.randrange(4))]
            dtype = numpy.dtype(generator.choice(list(NAMES.values())))
            count = int(numpy.prod(shape)) * dtype.itemsize
            if dtype == bool:
                data = bytes(generator.randrange(2) for _ in range(count))
            else:
                data = generator.randbytes(count)
            name = "".join(
                generator.choice('ab.Z_/ "\\é漢🪐\x01\n') for _ in range(1 + generator.randrange(9)))
            tensors[name] = numpy.frombuffer(data, dtype).reshape(shape)
        metadata = {"k": 'v "\\é🪐'} if generator.randrange(2) else None
        (folder / f"{index}.safetensors").write_bytes(save(tensors, metadata))


def compare_theirs(folder: pathlib.Path) -> int:
    """Compares what Swift made of Python's files with the files: bytes and contents."""
    count = 0
    for path in sorted(folder.glob("*.safetensors")):
        original, again = path.read_bytes(), path.with_suffix(".again").read_bytes()
        assert original == again, f"{path}: came back as other bytes"
        first, second = load(original), load(again)
        assert first.keys() == second.keys(), path
        for name, array in first.items():
            assert array.dtype == second[name].dtype and array.shape == second[name].shape
            assert array.tobytes() == second[name].tobytes(), (path, name)
        count += 1
    return count


if __name__ == "__main__":
    root = pathlib.Path(sys.argv[1])
    if sys.argv[2] == "write":
        ours = check_ours(root / "ours")
        assert ours == 200, ours
        print(f"safetensors: Python reads {ours} files of ours, byte for byte")
        write_theirs(root / "theirs")
    else:
        theirs = compare_theirs(root / "theirs")
        assert theirs == 200, theirs
        print(f"safetensors: we read {theirs} files of Python's, byte for byte")

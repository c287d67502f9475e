"""Collects safetensors headers and the verdicts of the safetensors package about them.

Each case is a file: a length of eight bytes (that of the header unless "length" says otherwise),
the header ("header" as text or "hex"), and "data" bytes, the i-th of them 31 i + 7. "tensors" is
how many the package finds, null when it refuses the file; "digest" is over what it finds.
"stricter" says why we refuse what the package takes.
"""

import json
import struct
import sys

import safetensors

CASES = []


def data_bytes(count):
    return bytes((31 * i + 7) % 256 for i in range(count))


def digest(tensors):
    """FNV-1a over name, dtype, shape and bytes of every tensor, in the order of the names."""
    value = 0xCBF29CE484222325
    for name, tensor in sorted((name.encode(), tensor) for name, tensor in tensors):
        shape = ",".join(map(str, tensor["shape"]))
        for byte in b"%s\0%s\0%s\0%s\0" % (
                name, tensor["dtype"].encode(), shape.encode(), bytes(tensor["data"])):
            value = (value ^ byte) * 0x100000001B3 % (1 << 64)
    return f"{value:016x}"


def verdict(header, data, length=None):
    """What the package finds in a file, None when it refuses it."""
    prefix = struct.pack("<Q", len(header) if length is None else length)
    try:
        return safetensors.deserialize(prefix + header + data_bytes(data))
    except safetensors.SafetensorError:
        return None


def case(name, header, data=4, length=None, stricter=None):
    if isinstance(header, str):
        header = header.encode()
    tensors = verdict(header, data, length)
    entry = {"name": name, "data": data}
    entry["tensors"] = None if tensors is None else len(tensors)
    if tensors:
        entry["digest"] = digest(tensors)
    try:
        entry["header"] = header.decode()
    except UnicodeDecodeError:
        entry["hex"] = header.hex()
    if length is not None:
        entry["length"] = str(length)
    if stricter:
        assert tensors is not None, name
        entry["stricter"] = stricter
    CASES.append(entry)


def print_cases():
    print('{"package":%s,"cases":[' % json.dumps("safetensors " + safetensors.__version__))
    print(",\n".join(json.dumps(c, ensure_ascii=True, separators=(",", ":")) for c in CASES))
    print("]}")
    accepted = sum(c["tensors"] is not None for c in CASES)
    print(f"{len(CASES)} cases, {accepted} accepted", file=sys.stderr)

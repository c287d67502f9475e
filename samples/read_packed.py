#!/usr/bin/env python3
"""Restores the quantized tensors of a file that 'afpq-tui quantize' wrote, with NumPy alone.

usage: read_packed.py PACKED.safetensors RESTORED.safetensors

It reads the layout 'rows' and writes float32, the same bits as 'afpq-tui dequantize --dtype f32'.
Tensors that are not quantized are left out.
"""
import json
import struct
import sys

import numpy as np

TABLES = {
    "nf3": [-1, -0.5350227355957031, -0.2469314038753510, 0, 0.1833375245332718,
            0.3819939494132996, 0.6229856610298157, 1],
    "nf4": [-1, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453,
            -0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0,
            0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
            0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1],
    "sf3": [-1, -0.41084770, -0.18011882, 0, 0.13296473, 0.28383470, 0.49107557, 1],
    "sf4": [-1, -0.627781, -0.454736, -0.334331, -0.237434, -0.152899, -0.074982, 0,
            0.065513, 0.132965, 0.204661, 0.283835, 0.375805, 0.491076, 0.656781, 1],
    "fp4-bnb": [0, 0.0625, 8, 12, 4, 6, 2, 3, 0, -0.0625, -8, -12, -4, -6, -2, -3],
}


def read(path):
    """The header and the tensors of a safetensors file, widened to float32 where they are floats."""
    data = open(path, "rb").read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    metadata = header.pop("__metadata__", {})

    def tensor(name):
        entry = header[name]
        start, end = entry["data_offsets"]
        return widen(data[8 + size + start:8 + size + end], entry["dtype"]).reshape(entry["shape"])

    return header, metadata, tensor


def widen(data, dtype):
    if dtype == "BF16":
        return (np.frombuffer(data, "<u2").astype(np.uint32) << 16).view(np.float32)
    codes = np.frombuffer(data, np.uint8)
    if dtype == "F8_E8M0":
        return np.ldexp(np.float32(1), codes.astype(np.int32) - 127)
    if dtype in ("F8_E4M3", "F8_E5M2"):
        return minifloats(8, int(dtype[4]))[codes]
    plain = {"U8": np.uint8, "F16": "<f2", "F32": "<f4"}[dtype]
    values = np.frombuffer(data, plain)
    return values if dtype == "U8" else values.astype(np.float32)


def minifloats(bits, exponent_bits):
    """The value of every code: sign, exponent, mantissa. No scale is infinite or NaN."""
    mantissa_bits = bits - 1 - exponent_bits
    bias = 2 ** (exponent_bits - 1) - 1 if exponent_bits else 1 - mantissa_bits
    magnitude = np.arange(2 ** bits) % 2 ** (bits - 1)
    exponent, mantissa = magnitude >> mantissa_bits, magnitude % 2 ** mantissa_bits
    significand = mantissa + np.where(exponent == 0, 0, 2 ** mantissa_bits)
    values = np.ldexp(significand.astype(np.float64), np.maximum(exponent, 1) - bias - mantissa_bits)
    return np.where(np.arange(2 ** bits) < 2 ** (bits - 1), values, -values).astype(np.float32)


def unpack(rows, bits, columns):
    """Each row is one little-endian bit stream; code k has the bits from bits·k on."""
    stream = np.unpackbits(rows, axis=1, bitorder="little")[:, :bits * columns]
    weights = 1 << np.arange(bits)
    return stream.reshape(len(rows), columns, bits) @ weights


def restore(name, entry, tensor, has):
    element, scaling, granularity, _ = entry["scheme"].split(":")[:4]
    shape = entry["shape"]
    columns = shape[-1] if len(shape) in (1, 3) else int(np.prod(shape[1:]))
    bits = int(element.split("-")[0].lstrip("intfps"))
    codes = unpack(tensor(name + ".codes"), bits, columns)
    size = int(granularity[1:]) if granularity[0] == "g" else max(columns, 1)
    group = np.arange(columns) // size

    def of_weights(part):
        values = tensor(f"{name}.{part}")
        return values[:, group]  # one row for all rows where the tensor is one group

    scale = of_weights("scale")
    negative = of_weights("scale_negative") if scaling == "two-scale" else scale
    if has(name + ".tensor_scale"):
        scale, negative = (part * tensor(name + ".tensor_scale")[0] for part in (scale, negative))
    if element.startswith("int"):
        zero = of_weights("zero_point").astype(int) if scaling == "affine" else 2 ** (bits - 1)
        values = (codes - zero).astype(np.float32)
    elif element in TABLES:
        values = np.array(TABLES[element], np.float32)[codes]
    else:
        values = minifloats(bits, int(element.split("-e")[1].split("m")[0]))[codes]
    weights = values * np.where(values < 0, negative, scale)
    if has(name + ".offset"):
        weights = weights + of_weights("offset")
    return weights.astype("<f4").reshape(shape)


def main(source, target):
    header, metadata, tensor = read(source)
    schemes = json.loads(metadata["afpq_schemes"])
    entries, blocks, position = {}, [], 0
    for name in sorted(schemes):
        block = restore(name, schemes[name], tensor, header.__contains__).tobytes()
        offsets = [position, position + len(block)]
        entries[name] = {"dtype": "F32", "shape": schemes[name]["shape"], "data_offsets": offsets}
        blocks.append(block)
        position += len(block)
    text = json.dumps(entries).encode()
    with open(target, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blocks))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])

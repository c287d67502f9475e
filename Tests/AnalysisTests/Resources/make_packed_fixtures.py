#!/usr/bin/env python3
"""Writes packed/*.safetensors: small quantized checkpoints, and the weights that they stand for.

    python3 make_packed_fixtures.py

NAME.safetensors holds the parts, NAME.expected.safetensors the float32 weights by logical name.
Only NumPy is used, and nothing of the project: codes are drawn at random, packed bit by bit as each
layout describes it, and the expected weights follow from the codes before they are packed. The
output is the same on every run.
"""

import json
import pathlib
import struct

import numpy as np

FOLDER = pathlib.Path(__file__).parent / "packed"
RANDOM = np.random.RandomState(2311)
F32 = np.float32


# Files


class Typed:
    """Raw bytes under a dtype that NumPy has not."""

    def __init__(self, dtype, array):
        self.dtype, self.array = dtype, np.ascontiguousarray(array)


NAMES = {"float32": "F32", "float16": "F16", "uint8": "U8", "int8": "I8", "int32": "I32",
         "int64": "I64", "uint32": "U32"}


def write(name, tensors, metadata=None):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for key in sorted(tensors):
        tensor = tensors[key]
        if not isinstance(tensor, Typed):
            tensor = Typed(NAMES[tensor.dtype.name], tensor)
        raw = tensor.array.tobytes()
        header[key] = {"dtype": tensor.dtype, "shape": list(tensor.array.shape),
                       "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


class Model:
    """Parts of a checkpoint and the weights they stand for."""

    def __init__(self):
        self.parts, self.expected, self.metadata = {}, {}, {"format": "pt"}

    def write(self, name):
        write(name, self.parts, self.metadata)
        write(name + ".expected", self.expected)


# Numbers


def minifloat(code, exponent_bits, mantissa_bits):
    """The value of a bit pattern with a sign, as the OCP formats define it; −0 counts as 0."""
    bias = 2 ** (exponent_bits - 1) - 1
    magnitude = code & (2 ** (exponent_bits + mantissa_bits) - 1)
    exponent, mantissa = magnitude >> mantissa_bits, magnitude & (2**mantissa_bits - 1)
    if exponent == 0:
        value = mantissa * 2.0 ** (1 - bias - mantissa_bits)
    else:
        value = (1 + mantissa / 2**mantissa_bits) * 2.0 ** (exponent - bias)
    return -value if code >> (exponent_bits + mantissa_bits) and value else value


def table(exponent_bits, mantissa_bits):
    width = 1 + exponent_bits + mantissa_bits
    return np.array([minifloat(c, exponent_bits, mantissa_bits) for c in range(2**width)], F32)


E2M1, E2M3, E4M3, E5M2 = table(2, 1), table(2, 3), table(4, 3), table(5, 2)
FP4 = np.array([-6, -4, -3, -2, -1.5, -1, -0.5, 0, 0, 0.5, 1, 1.5, 2, 3, 4, 6], F32)
FP3 = np.array([-4, -2, -1, 0, 0, 1, 2, 4], F32)
NF4 = np.array([
    -1, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635,
    -0.18477343022823334, -0.09105003625154495, 0, 0.07958029955625534, 0.16093020141124725,
    0.24611230194568634, 0.33791524171829224, 0.44070982933044434, 0.5626170039176941,
    0.7229568362236023, 1], F32)
NF3 = np.array([
    -1, -0.5350227355957031, -0.246931403875351, 0, 0.1833375245332718, 0.3819939494132996,
    0.6229856610298157, 1], F32)


def scales(*shape):
    return (RANDOM.random_sample(shape) * 0.05 + 0.001).astype(F32)


def bfloat16(values):
    """Truncated to bfloat16: the bits, and the values they stand for."""
    bits = (values.astype(F32).view(np.uint32) >> 16).astype(np.uint16)
    return Typed("BF16", bits), (bits.astype(np.uint32) << 16).view(F32)


def codes(bits, *shape):
    return RANDOM.randint(0, 2**bits, shape)


# Packing


def stream(values, bits):
    """One little-endian bit stream."""
    number = 0
    for index, value in enumerate(values):
        number |= int(value) << (bits * index)
    return number


def byte_rows(matrix, bits):
    size = -(-matrix.shape[1] * bits // 8)
    rows = [list(stream(row, bits).to_bytes(size, "little")) for row in matrix]
    return np.array(rows, np.uint8).reshape(matrix.shape[0], size)


def word_rows(matrix, bits, dense=True):
    if dense:
        size = -(-matrix.shape[1] * bits // 32) * 4
        rows = [stream(row, bits).to_bytes(size, "little") for row in matrix]
    else:
        step = 32 // bits
        rows = [b"".join(stream(row[k:k + step], bits).to_bytes(4, "little")
                         for k in range(0, len(row), step)) for row in matrix]
    return np.array([np.frombuffer(row, np.int32) for row in rows])


def spread(values, columns, group):
    """One value a group to one value a column."""
    return np.repeat(values, group, axis=1)[:, :columns]


# GPTQ


def gptq(model, module, bits, group, stored_addend, zeros=None, permute=False, index=True,
         outputs=32, inputs=64):
    groups = inputs // group
    q = codes(bits, outputs, inputs)
    s = scales(groups, outputs).astype(np.float16)
    if zeros is None:
        zeros = RANDOM.randint(1, 2**bits, (groups, outputs))
    else:
        zeros = np.full((groups, outputs), zeros)
    g = np.arange(inputs) // group
    if permute:
        g = g[RANDOM.permutation(inputs)]
    model.parts[module + ".qweight"] = word_rows(q, bits).T
    model.parts[module + ".qzeros"] = word_rows(zeros + stored_addend, bits)
    model.parts[module + ".scales"] = s
    if index:
        model.parts[module + ".g_idx"] = g.astype(np.int32)
    model.expected[module + ".weight"] = (q - zeros[g].T).astype(F32) * s[g].T.astype(F32)


def authors(model, module, values, bits, group, two_scales, outputs=32, inputs=64):
    middle = 2 ** (bits - 1)
    q = codes(bits, outputs, inputs)
    if values[middle] == 0:
        q[q == middle] = middle - 1
    groups = -(-inputs // group)
    g = np.arange(inputs) // group
    s = scales(groups, outputs).astype(np.float16)
    s2 = scales(groups, outputs).astype(np.float16) if two_scales else s
    model.parts[module + ".qweight"] = word_rows(q, bits).T
    model.parts[module + ".scales"] = s
    if two_scales:
        model.parts[module + ".scales2"] = s2
    model.parts[module + ".g_idx"] = g.astype(np.int32)
    c = values.astype(np.float16).astype(F32)[q]
    chosen = np.where(c >= 0, s[g].T.astype(F32), s2[g].T.astype(F32))
    model.expected[module + ".weight"] = c * chosen


# compressed-tensors


def integers(model, module, bits, group, dense=True, zero_points=None, scale="F16", index=False,
             rows=24, columns=64):
    half = 2 ** (bits - 1)
    groups = columns // group
    q = codes(bits, rows, columns) - half
    s = scales(rows, groups)
    if scale == "BF16":
        stored, s = bfloat16(s)
    else:
        stored = s = s.astype(np.float16)
    g = np.arange(columns) // group
    if index:
        g = g[RANDOM.permutation(columns)]
        model.parts[module + ".weight_g_idx"] = g.astype(np.int32)
    z = np.zeros((rows, groups), int)
    if zero_points:
        z = codes(bits, rows, groups) - half
        packed = word_rows(z.T + half, bits, dense).T
        model.parts[module + ".weight_zero_point"] = (
            packed if zero_points == "packed" else z.astype(np.int8))
    model.parts[module + ".weight_packed"] = word_rows(q + half, bits, dense)
    model.parts[module + ".weight_shape"] = np.array([rows, columns], np.int64)
    model.parts[module + ".weight_scale"] = stored
    model.expected[module + ".weight"] = (q - z[:, g]).astype(F32) * s[:, g].astype(F32)


def block_scales(rows, groups):
    """E4M3 bytes of positive scales, subnormals among them."""
    return RANDOM.randint(1, 0x7F, (rows, groups)).astype(np.uint8)


def exponents(*shape):
    return RANDOM.randint(110, 130, shape).astype(np.uint8)


def power(byte):
    return np.ldexp(F32(1), byte.astype(int) - 127).astype(F32)


def block_forms(model, rows=32, columns=64):
    q = codes(4, rows, columns)
    s, g = block_scales(rows, columns // 16), np.array([2500.5], F32)
    model.parts["nv.weight_packed"] = byte_rows(q, 4)
    model.parts["nv.weight_scale"] = Typed("F8_E4M3", s)
    model.parts["nv.weight_global_scale"] = g
    model.parts["nv.input_global_scale"] = np.array([1], F32)
    model.expected["nv.weight"] = E2M1[q] * spread(E4M3[s] / g[0], columns, 16)
    q, s = codes(4, rows, columns), exponents(rows, columns // 32)
    model.parts["mx4.weight_packed"] = byte_rows(q, 4)
    model.parts["mx4.weight_scale"] = s
    model.expected["mx4.weight"] = E2M1[q] * spread(power(s), columns, 32)
    q, s = codes(8, rows, columns), exponents(rows, columns // 32)
    q[(q & 0x7F) == 0x7F] = 0x38
    s[0, 0] = 0
    model.parts["mx8.weight"] = Typed("F8_E4M3", q.astype(np.uint8))
    model.parts["mx8.weight_scale"] = s
    model.expected["mx8.weight"] = E4M3[q] * spread(power(s), columns, 32)


def model_opt(model, rows=32, columns=64):
    q, s = codes(4, rows, columns), block_scales(rows, columns // 16)
    s2 = np.array(0.000271, F32)
    model.parts["m.weight"] = byte_rows(q, 4)
    model.parts["m.weight_scale"] = Typed("F8_E4M3", s)
    model.parts["m.weight_scale_2"] = s2
    model.parts["m.input_scale"] = np.array(0.5, F32)
    model.expected["m.weight"] = E2M1[q] * spread(E4M3[s] * s2, columns, 16)


def gpt_oss(model, name, separator, leading, rows=8, groups=2):
    shape = leading + [rows, groups]
    q, s = codes(4, *shape, 32), exponents(*shape)
    blocks = (q[..., 0::2] | q[..., 1::2] << 4).astype(np.uint8)
    model.parts[f"{name}{separator}blocks"] = blocks
    model.parts[f"{name}{separator}scales"] = s
    weights = E2M1[q] * power(s)[..., None]
    model.expected[name] = weights.reshape(leading + [rows, groups * 32])


# The project's own layout, from its description


SCALE_TYPES = {"f32": "F32", "f16": "F16", "bf16": "BF16", "e8m0": "F8_E8M0", "e4m3": "F8_E4M3",
               "e5m2": "F8_E5M2", "e4m3+tensor": "F8_E4M3"}


def own_parameters(form, *shape):
    """What is stored and what it stands for."""
    if form == "f32":
        return (values := scales(*shape)), values
    if form == "f16":
        stored = scales(*shape).astype(np.float16)
        return stored, stored.astype(F32)
    if form == "bf16":
        return bfloat16(scales(*shape))
    if form == "e8m0":
        stored = exponents(*shape)
        return Typed("F8_E8M0", stored), power(stored)
    values, limit = (E5M2, 0x7B) if form == "e5m2" else (E4M3, 0x7E)
    stored = RANDOM.randint(1, limit + 1, shape).astype(np.uint8)
    return Typed(SCALE_TYPES[form], stored), values[stored]


def own(model, name, scheme, shape, values=None):
    element, scaling, granularity, form = scheme.split(":")[:4]
    rows, columns = int(np.prod(shape[:-1])), shape[-1]
    integer = int(element[3:]) if element.startswith("int") else None
    bits = integer or int(np.log2(len(values)))
    group = int(granularity[1:]) if granularity[0] == "g" else columns
    groups = -(-columns // group)
    parameter_shape = (1, 1) if granularity == "tensor" else (rows, groups)
    wide = lambda v: spread(np.broadcast_to(v, (rows, groups)), columns, group)
    q = codes(bits, rows, columns)
    if form == "e8m0" and integer:
        q = np.maximum(q, 1)
    stored, s = own_parameters(form, *parameter_shape)
    model.parts[name + ".codes"] = byte_rows(q, bits)
    model.parts[name + ".scale"] = stored
    if form == "e4m3+tensor":
        tensor_scale = np.array([0.00037], F32)
        model.parts[name + ".tensor_scale"] = tensor_scale
        s = s * tensor_scale[0]
    if scaling == "two-scale":
        stored, negative = own_parameters(form, *parameter_shape)
        model.parts[name + ".scale_negative"] = stored
        c = values[q] if not integer else (q - 2 ** (bits - 1)).astype(F32)
        weights = c * np.where(c < 0, wide(negative), wide(s))
    elif scaling == "affine" and integer:
        zero = codes(bits, *parameter_shape).astype(np.uint8)
        model.parts[name + ".zero_point"] = zero
        weights = (q - wide(zero).astype(int)).astype(F32) * wide(s)
    elif scaling == "affine":
        stored, offset = own_parameters(form, *parameter_shape)
        model.parts[name + ".offset"] = stored
        weights = values[q] * wide(s) + wide(offset)
    else:
        c = values[q] if not integer else (q - 2 ** (bits - 1)).astype(F32)
        weights = c * wide(s)
    model.expected[name] = weights.astype(F32).reshape(shape)
    model.schemes[name] = {"scheme": scheme, "shape": list(shape), "dtype": "BF16"}


def main():
    model = Model()
    model.schemes = {}
    own(model, "a.weight", "fp4-e2m1:two-scale:g16:f16", [12, 40], E2M1)
    own(model, "b.weight", "int3:affine:channel:f32", [9, 21])
    own(model, "c.weight", "nf4:affine:g24:bf16", [7, 60], NF4)
    own(model, "d.weight", "fp4-e2m1:symmetric:g16:e4m3+tensor", [8, 48], E2M1)
    own(model, "e.weight", "int8:symmetric:g32:e8m0", [5, 64])
    own(model, "f.weight", "fp6-e2m3:symmetric:tensor:e5m2", [2, 3, 11], E2M3)
    own(model, "g.weight", "int5:two-scale:g8:e4m3:mse", [6, 30])
    own(model, "h.weight", "int4:symmetric:g16:f16", [33])
    model.expected["norm.weight"] = model.parts["norm.weight"] = scales(16)
    model.metadata["afpq_version"] = "1"
    model.metadata["afpq_schemes"] = json.dumps(model.schemes)
    model.write("rows")

    model = Model()
    gptq(model, "p", 4, 16, -1)
    gptq(model, "q", 2, 32, -1)
    gptq(model, "r", 8, 16, -1, index=False)
    model.write("gptq")
    model = Model()
    gptq(model, "p", 4, 16, -1, zeros=8)
    gptq(model, "q", 3, 64, -1, zeros=4)
    model.write("gptq-symmetric-v1")
    model = Model()
    gptq(model, "p", 4, 16, 0, zeros=8)
    gptq(model, "q", 3, 16, 0, zeros=4)
    model.write("gptq-symmetric-v2")
    model = Model()
    gptq(model, "p", 4, 16, 0, permute=True)
    gptq(model, "q", 3, 32, 0, permute=True)
    model.write("gptq-act-order-v2")

    model = Model()
    authors(model, "fp4", FP4, 4, 16, True)
    authors(model, "nf4", NF4, 4, 32, True)
    authors(model, "fp3", FP3, 3, 64, True)
    authors(model, "nf3", NF3, 3, 24, False)
    model.write("afpq-authors")

    model = Model()
    integers(model, "four", 4, 16)
    integers(model, "four-bf16", 4, 32, zero_points="packed", scale="BF16")
    integers(model, "three", 3, 16, dense=True, zero_points="packed")
    integers(model, "three-padded", 3, 16, dense=False, zero_points="packed")
    integers(model, "eight", 8, 64)
    integers(model, "six-padded", 6, 32, dense=False, zero_points="bytes", rows=12)
    integers(model, "index", 4, 16, index=True, rows=12)
    model.write("compressed-integers")
    model = Model()
    block_forms(model)
    model.write("compressed-blocks")
    model = Model()
    model_opt(model)
    model.write("modelopt")
    model = Model()
    gpt_oss(model, "experts.gate_up_proj", "_", [3])
    gpt_oss(model, "block.0.mlp1_weight", ".", [])
    model.write("gpt-oss")


main()

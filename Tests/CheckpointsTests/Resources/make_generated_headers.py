#!/usr/bin/env python3
"""Writes generated_headers.json: random safetensors headers, whole and damaged.

    pip install safetensors && python3 make_generated_headers.py > generated_headers.json

A third of the headers is whole; the others are damaged once to three times, in what they say or in
their bytes. The seed is fixed, so the same package gives the same file.
"""

import json
import random
import unicodedata

from header_cases import CASES, case, print_cases, verdict

COUNT = 2400
random.seed(20261)
pick, chance, integer = random.choice, random.random, random.randint

BITS = {"BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8,
        "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32,
        "F32": 32, "C64": 64, "F64": 64, "I64": 64, "U64": 64, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6}
NAMES = ["w", "a.weight", "model.layers.10.q_proj.weight", "", "x y", "é", "e\u0301", "層.重み", "\u202e",
         "\U0001f600", "a\tb", 'q"uote', "back\\slash", "\x7f", "K", "\u212a", "e" + "\u0301" * 31,
         "__metadata__x", "dtype", "\ufeff", "\u0000"]
LITERALS = ["-1", "1.0", "1e0", "01", "-0", "1e400", "18446744073709551615", "18446744073709551616",
            "9223372036854775808", "4294967296", "true", "null", '"1"', "[]", "{}", "[1]", "", "NaN"]
STRAY = ['"', "\\", "{", "}", "[", "]", ":", ",", "0", "\\u00", "\\ud800", "\t", "\0", " ", "e", "nul"]


class Raw(str):
    """JSON that is written as it stands."""


def value(depth=0):
    """Any JSON value, as the fields that the format does not know may hold."""
    kind = integer(0, 7 if depth < 3 else 4)
    if kind <= 4:
        return Raw(pick(["0", "-1.5e3", "true", "false", "null", '"s"', '"\\n\\u00e9"', "123456789"]))
    if kind == 5:
        return [value(depth + 1) for _ in range(integer(0, 3))]
    return Members((f"k{i}", value(depth + 1)) for i in range(integer(0, 3)))


class Members(list):
    """An object as a list of pairs, so that a key may come twice."""


def text_of(json_value):
    if isinstance(json_value, Raw):
        return str(json_value)
    blank = pick([" ", "\n", "\t\r "]) if chance() < 0.03 else ""
    if isinstance(json_value, Members):
        inner = ",".join(f"{text_of(k)}{blank}:{text_of(v)}" for k, v in json_value)
        return "{" + blank + inner + "}" + blank
    if isinstance(json_value, list):
        return "[" + blank + ",".join(map(text_of, json_value)) + "]"
    return json.dumps(json_value, ensure_ascii=chance() < 0.5)


def whole_header():
    """Members of a valid header, and the size of its data."""
    names = random.sample(NAMES, integer(0, 5)) if chance() < 0.5 else [
        f"t{i}" for i in range(integer(0, 6))]
    members, offset = Members(), 0
    for name in names:
        dtype = pick(list(BITS))
        shape = [integer(0, 5) for _ in range(integer(0, 3))]
        if BITS[dtype] % 8:
            shape.append(4)
        count = 1
        for dimension in shape:
            count *= dimension
        size = count * BITS[dtype] // 8
        fields = [("dtype", dtype), ("shape", shape), ("data_offsets", [offset, offset + size])]
        if chance() < 0.1:
            fields.append((f"x{integer(0, 9)}", value()))
        random.shuffle(fields)
        members.append((name, Members(fields)))
        offset += size
    if chance() < 0.5:
        random.shuffle(members)
    if chance() < 0.3:
        metadata = Members((f"m{i}", pick(["", "pt", "é", "a\nb"])) for i in range(integer(0, 3)))
        members.insert(integer(0, len(members)), ("__metadata__", metadata))
    return members, offset


def damage_entry(members):
    """Changes what a header says about one tensor."""
    name, fields = pick(members)
    if not isinstance(fields, Members) or not fields:
        return
    index = integer(0, len(fields) - 1)
    key, field = fields[index]
    kind = integer(0, 6)
    if kind == 0:
        del fields[index]
    elif kind == 1:
        fields.append((key, field))
    elif kind == 2:
        fields[index] = (pick(["Dtype", "shape ", "data_offset", "x"]), field)
    elif kind == 3:
        fields[index] = (key, Raw(pick(LITERALS)))
    elif isinstance(field, list) and not isinstance(field, Members) and field:
        place = integer(0, len(field) - 1)
        old = field[place] if isinstance(field[place], int) else 0
        field[place] = pick([old + 1, max(old - 1, 0), old * 2, 0, Raw(pick(LITERALS))])
    elif key == "dtype":
        fields[index] = (key, pick(list(BITS) + ["f32", "F33", "", Members([("F32", Raw("null"))])]))


def damage_members(members):
    """Changes which tensors there are, and what they are called."""
    index = integer(0, len(members) - 1)
    name, fields = members[index]
    kind = integer(0, 4)
    if kind == 0:
        members.insert(integer(0, len(members)), (name, fields))
    elif kind == 1:
        members[index] = (pick(NAMES), fields)
    elif kind == 2:
        del members[index]
    elif kind == 3:
        members[index] = (name, pick([value(), [v for _, v in fields] if isinstance(
            fields, Members) else value()]))
    else:
        members.append(("__metadata__", pick([value(), Members([("k", value())])])))


def damage_bytes(header):
    """Changes the text itself."""
    place = integer(0, len(header))
    kind = integer(0, 4)
    if kind == 0:
        return header[:place] + pick(STRAY).encode() + header[place:]
    if kind == 1:
        return header[:place] + header[place + integer(1, 3):]
    if kind == 2:
        return header[:place]
    if kind == 3:
        return header[:place] + bytes([integer(0, 255)]) + header[place + 1:]
    return header[:place] + header[place:place + 9] + header[place:]


def stricter(header):
    """Why we refuse what the package takes; None where we take it, too."""
    reasons = []

    def unique(pairs):
        if len({key for key, _ in pairs}) < len(pairs):
            reasons.append("the format forbids duplicate keys; the package keeps the last")
        return dict(pairs)

    members = json.loads(header, object_pairs_hook=unique)
    names = [name for name in members if name != "__metadata__"]
    if len({unicodedata.normalize("NFC", name) for name in names}) < len(names):
        reasons.append("equivalent names cannot be told apart by comparing strings")
    if any("\u0301" * 31 in name for name in names):
        reasons.append("longer than Unicode's stream-safe format allows")
    for name in names:
        entry = members[name]
        shape = entry[1] if isinstance(entry, list) else entry["shape"]
        product = 1
        for dimension in shape:
            product *= max(dimension, 1)
        if product >= 1 << 63:
            reasons.append("a dimension, or the product of those that are not 0, needs 64 bits")
    return reasons[0] if reasons else None


def generate(index):
    members, size = whole_header()
    damages = 0 if chance() < 0.33 else integer(1, 3)
    for _ in range(damages):
        if members and chance() < 0.7:
            pick([damage_entry, damage_members])(members)
    header = text_of(members).encode("utf-8", "surrogatepass")
    length = None
    if damages and chance() < 0.35:
        header = damage_bytes(header)
    if damages and chance() < 0.1:
        size = max(size + pick([-1, 1, 8]), 0)
    if damages and chance() < 0.05:
        length = max(len(header) + pick([-1, 1, 8, 1 << 40]), 0)
    if (header, size, length) in seen:
        return
    seen.add((header, size, length))
    accepted = verdict(header, size, length) is not None
    read = header if length is None else header[:length]
    case(str(index), header, size, length, stricter(read) if accepted else None)


seen = set()
while len(CASES) < COUNT:
    generate(len(CASES))
print_cases()

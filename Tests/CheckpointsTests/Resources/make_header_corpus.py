#!/usr/bin/env python3
"""Writes header_corpus.json: safetensors headers, each made for one question.

    pip install safetensors && python3 make_header_corpus.py > header_corpus.json
"""

from header_cases import case, print_cases


def tensor(dtype='"F32"', shape="[1]", offsets="[0,4]", more=""):
    return f'{{"dtype":{dtype},"shape":{shape},"data_offsets":{offsets}{more}}}'


def one(name, data=4, stricter=None, **fields):
    case(name, '{"a":' + tensor(**fields) + "}", data, stricter=stricter)


A = tensor()

# The whole header.
case("no tensor", "{}", 0)
case("no tensor but data", "{}", 1)
case("one tensor", '{"a":%s}' % A)
case("empty header", "", 0)
case("only white space", "  ", 0)
for text in ["[]", "null", "1", '"a"', "true", "{", "}", '{"a"', '{"a":', "{,}", "{1:2}"]:
    case("not an object: " + text, text, 0)
case("white space everywhere", ' \t\r\n{ "a" :\n%s\t}\r\n ' % A.replace(",", " , "))
case("form feed", '\f{"a":%s}' % A)
case("byte order mark", '\ufeff{"a":%s}' % A)
case("spaces after", '{"a":%s}      ' % A)
case("zeros after", '{"a":%s}\0\0' % A)
case("garbage after", '{"a":%s}x' % A)
case("second object after", '{"a":%s}{}' % A)
case("trailing comma", '{"a":%s,}' % A)
case("missing comma", '{"a":%s "b":%s}' % (A, A))
case("single quotes", "{'a':1}", 0)
case("comment", '{/**/"a":%s}' % A)
case("length 0", "", 0, length=0)
case("length beyond the file", '{"a":%s}' % A, length=1000)
case("length at the limit", '{"a":%s}' % A, length=100_000_000)
case("length above the limit", '{"a":%s}' % A, length=100_000_001)
case("length 2^63", '{"a":%s}' % A, length=1 << 63)
case("length 2^64 - 1", '{"a":%s}' % A, length=(1 << 64) - 1)
case("length cuts the header", '{"a":%s}' % A, length=20)

# Encoding and strings.
case("stray continuation byte", b'{"a\x80":' + A.encode() + b"}")
case("overlong encoding", b'{"a\xc0\xaf":' + A.encode() + b"}")
case("encoded surrogate", b'{"a\xed\xa0\x80":' + A.encode() + b"}")
case("beyond Unicode", b'{"a\xf4\x90\x80\x80":' + A.encode() + b"}")
case("cut sequence", b'{"a\xe2\x82":' + A.encode() + b"}")
for name, key in [
    ("empty name", ""), ("all short escapes", r"\"\\\/\b\f\n\r\t"), ("escaped letter", r"\u0041"),
    ("escaped zero", r"\u0000"), ("surrogate pair", r"\ud83d\ude00"),
    ("upper-case surrogate pair", r"\uD83D\uDE00"), ("high surrogate alone", r"\ud83d"),
    ("high surrogate and letter", r"\ud83dx"), ("high surrogate and newline", r"\ud83d\n"),
    ("two high surrogates", r"\ud83d\ud83d"), ("low surrogate alone", r"\ude00"),
    ("low before high", r"\ude00\ud83d"), ("unknown escape", r"\x41"), ("three digits", r"\u041"),
    ("no hexadecimal digit", r"\u004g"), ("escaped quote at the end", "\\"), ("tab", "\t"),
    ("newline", "\n"), ("zero byte", "\0"), ("delete", "\x7f"), ("next line", "\u0085"),
    ("emoji", "\U0001f600"), ("right to left", "\u202e"), ("name of 4 KiB", "n" * 4096),
]:
    case("name: " + name, '{"%s":%s}' % (key, A))
case("string does not end", '{"a', 0)
case("escape does not end", '{"a\\', 0)

# Entries.
for value in ["null", "1", '"F32"', "[]", "{}", "true"]:
    case("entry is " + value, '{"a":%s}' % value, 0)
one("unknown field", more=',"x":1')
one("nested unknown field", more=',"x":{"y":[1,-2.5e-3,null,true,false,"z",{}]}')
one("bad literal in unknown field", more=',"x":nul')
one("number beyond float64 in unknown field", more=',"x":1e400')
one("long integer beyond float64 in unknown field", more=',"x":' + "9" * 310)
one("tiny number in unknown field", more=',"x":1e-4000')
one("zero with a huge exponent in unknown field", more=',"x":0e99999999999')
for number in ["01", "1.", ".5", "+1", "-", "1e", "1e+", "0x1", "NaN", "Infinity", "-0.0", "1E+2"]:
    one("number in unknown field: " + number, more=',"x":' + number)
case("fields in another order", '{"a":{"data_offsets":[0,4],"shape":[1],"dtype":"F32"}}')
case("escaped field name", '{"a":{"dt\\u0079pe":"F32","shape":[1],"data_offsets":[0,4]}}')
case("no dtype", '{"a":{"shape":[1],"data_offsets":[0,4]}}')
case("no shape", '{"a":{"dtype":"F32","data_offsets":[0,4]}}')
case("no offsets", '{"a":{"dtype":"F32","shape":[1]}}')
case("entry as an array", '{"a":["F32",[1],[0,4]]}')
case("entry as a short array", '{"a":["F32",[1]]}')
case("entry as a long array", '{"a":["F32",[1],[0,4],0]}')
for dtype in ['"f32"', '"F33"', '""', "1", "null", '["F32"]', '{"F32":null}', '{"F32":0}', "{}",
              '{"F32":null,"F32":null}', '{"F32":null,"F16":null}', '{"F32":{}}', '{"F32":[]}']:
    one("dtype " + dtype, dtype=dtype)
for dtype, bits in [("BOOL", 8), ("U8", 8), ("I8", 8), ("F8_E5M2", 8), ("F8_E4M3", 8), ("F8_E8M0", 8),
                    ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8), ("I16", 16), ("U16", 16), ("F16", 16),
                    ("BF16", 16), ("I32", 32), ("U32", 32), ("F32", 32), ("C64", 64), ("F64", 64),
                    ("I64", 64), ("U64", 64), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6)]:
    one("eight elements of " + dtype, data=bits, dtype=f'"{dtype}"', shape="[8]", offsets=f"[0,{bits}]")
one("half a byte", data=1, dtype='"F4"', offsets="[0,1]")
one("three quarters of a byte", data=1, dtype='"F6_E2M3"', offsets="[0,1]")

# Shapes and offsets.
one("scalar", shape="[]")
one("many dimensions", shape="[" + ",".join(["1"] * 100) + "]")
one("no element", data=0, shape="[0]", offsets="[0,0]")
one("no element but data", shape="[0]")
for shape in ["null", "1", "{}", '["1"]', "[1.0]", "[1e0]", "[-1]", "[-0]", "[null]", "[[1]]", "[1,]",
              "[18446744073709551616]", "[18446744073709551615]", "[9223372036854775808]",
              "[4294967296,4294967296]", "[4611686018427387904]", "[2305843009213693952]", "[2]",
              "[01]", "[true]", "[99999999999999999999999999]"]:
    one("shape " + shape, shape=shape)
one("overflow before zero", data=0, shape="[4294967296,4294967296,0]", offsets="[0,0]")
WIDE = "a dimension, or the product of those that are not 0, needs more than 63 bits"
one("zero before overflow", data=0, shape="[0,4294967296,4294967296]", offsets="[0,0]", stricter=WIDE)
one("dimension of 64 bits", data=0, shape="[0,18446744073709551615]", offsets="[0,0]", stricter=WIDE)
for offsets in ["null", "[]", "[0]", "[0,4,4]", "[4,0]", "[1,5]", "[0,3]", "[0,5]", "[0,8]", "[-4,0]",
                "[0.0,4]", "[0,4.0]", '["0","4"]', "[-0,4]", "[0,18446744073709551615]",
                "[18446744073709551612,18446744073709551616]", "[0,4e0]", '{"0":0}']:
    one("offsets " + offsets, offsets=offsets)
one("file too short", data=3)
one("file too long", data=5)
B = tensor(offsets="[4,8]")
case("two tensors", '{"a":%s,"b":%s}' % (A, B), 8)
case("two tensors, the second first", '{"b":%s,"a":%s}' % (B, A), 8)
case("hole", '{"a":%s,"b":%s}' % (A, tensor(offsets="[8,12]")), 12)
case("overlap", '{"a":%s,"b":%s}' % (A, tensor(offsets="[2,6]")), 6)
case("the same bytes twice", '{"a":%s,"b":%s}' % (A, A), 4)
case("hole at the start", '{"a":%s}' % B, 8)
case("empty tensors between", '{"a":%s,"b":%s,"c":%s,"d":%s}' % (
    A, tensor(shape="[0]", offsets="[4,4]"), tensor(shape="[0]", offsets="[4,4]"), B), 8)
case("empty tensor inside another", '{"a":%s,"b":%s}' % (A, tensor(shape="[0]", offsets="[2,2]")), 4)
case("empty tensor at the start", '{"a":%s,"b":%s}' % (A, tensor(shape="[0]", offsets="[0,0]")), 4)
case("a hundred tensors", "{%s}" % ",".join(
    '"t%d":%s' % (i, tensor(offsets=f"[{4 * i},{4 * i + 4}]")) for i in range(100)), 400)

# Metadata.
for value in ["{}", "null", '{"k":"v"}', '{"k":"v","l":""}', '{"k":1}', '{"k":null}', '{"k":["v"]}',
              "[]", '"v"', "1", "{", '{"k":"\\ud800"}']:
    case("metadata " + value, '{"__metadata__":%s,"a":%s}' % (value, A))
case("metadata last", '{"a":%s,"__metadata__":{"k":"v"}}' % A)
case("metadata with an escaped name", '{"__metadata_\\u005f":{"k":"v"},"a":%s}' % A)
case("metadata like a tensor", '{"__metadata__":%s}' % A)
case("metadata twice", '{"__metadata__":{},"__metadata__":{},"a":%s}' % A)

# Duplicate keys: refused at every level.
DUPLICATE = "the format forbids duplicate keys; the package keeps the last"
case("duplicate tensor", '{"a":%s,"a":%s}' % (A, A), stricter=DUPLICATE)
case("duplicate tensor behind an escape", '{"a":%s,"\\u0061":%s}' % (A, A), stricter=DUPLICATE)
case("duplicate tensor with a hole", '{"a":%s,"a":%s}' % (A, B), 8)
case("duplicate metadata key", '{"__metadata__":{"k":"v","k":"w"},"a":%s}' % A, stricter=DUPLICATE)
case("duplicate dtype", '{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}')
one("duplicate unknown field", more=',"x":1,"x":2', stricter=DUPLICATE)
one("duplicate key in unknown field", more=',"x":{"y":1,"y":2}', stricter=DUPLICATE)
one("the same key in two objects", more=',"x":[{"y":1},{"y":2}]')

# Names that Unicode calls equivalent, or that take quadratic time to compare.
EQUIVALENT = "equivalent names cannot be told apart by comparing strings"
E0 = tensor(shape="[0]", offsets="[0,0]")
case("composed and decomposed name", '{"\u00e9":%s,"e\u0301":%s}' % (A, E0), stricter=EQUIVALENT)
case("letter and its equivalent sign", '{"K":%s,"\u212a":%s}' % (A, E0), stricter=EQUIVALENT)
case("similar names", '{"e":%s,"e\u0301":%s}' % (A, E0))
case("30 combining characters", '{"e%s":%s}' % ("\u0301" * 30, A))
case("31 combining characters", '{"e%s":%s}' % ("\u0301" * 31, A),
     stricter="longer than Unicode's stream-safe format allows; comparing takes quadratic time")

# Nesting: the header's object is level 1, an entry level 2.
for levels in [125, 126, 200, 1000]:
    one(f"{levels} arrays in an unknown field", more=',"x":' + "[" * levels + "]" * levels)
for levels in [125, 126]:
    one(f"{levels} objects in an unknown field", more=',"x":' + '{"y":' * levels + "0" + "}" * levels)
one("arrays that never end", more=',"x":' + "[" * 1000)

print_cases()

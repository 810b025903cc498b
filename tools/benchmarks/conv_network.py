"""Writes an ONNX file of plain convolutions, byte by byte, so that a benchmark can have a network that takes as long as it wants."""

import struct

import numpy as np

CHANNELS = 16
FLOAT, INTS, INT = 1, 7, 2
OPSET, IR_VERSION = 17, 8


def varint(value):
    out = b""
    while value >= 0x80:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def number(field, value):
    return varint(field << 3) + varint(value)


def field(number_, content):
    content = content.encode() if isinstance(content, str) else content
    return varint(number_ << 3 | 2) + varint(len(content)) + content


def tensor(name, values):
    values = np.asarray(values, np.float32)
    return b"".join(number(1, size) for size in values.shape) + number(2, FLOAT) + field(8, name) + field(9, values.tobytes())


def value(name, sizes):
    dimensions = b"".join(field(1, number(1, s) if isinstance(s, int) else field(2, s)) for s in sizes)
    return field(1, name) + field(2, field(1, number(1, FLOAT) + field(2, dimensions)))


def ints(name, values):
    return field(5, field(1, name) + b"".join(number(8, v) for v in values) + number(20, INTS))


def node(kind, inputs, output, attributes=b""):
    return field(1, b"".join(field(1, i) for i in inputs) + field(2, output) + field(4, kind) + attributes)


def build(axes, layers):
    """`layers` convolutions of 3 in each direction with 16 channels; then scores for each voxel (axes 3) or two for the image (axes 2)."""
    rng = np.random.default_rng(layers)
    nodes, weights, at, channels = b"", b"", "image", 1
    for layer in range(layers):
        shape = (CHANNELS, channels, *[3] * axes)
        weights += field(5, tensor(f"w{layer}", rng.normal(0, (2 / np.prod(shape[1:])) ** 0.5, shape)))
        nodes += node("Conv", [at, f"w{layer}"], f"c{layer}", ints("kernel_shape", [3] * axes) + ints("pads", [1] * 2 * axes))
        nodes += node("Relu", [f"c{layer}"], f"r{layer}")
        at, channels = f"r{layer}", CHANNELS
    weights += field(5, tensor("last", rng.normal(0, 0.3, (2, channels, *[1] * axes))))
    sizes = ["n", 2, "d", "h", "w"] if axes == 3 else ["n", 2]
    if axes == 3:
        nodes += node("Conv", [at, "last"], "scores", ints("kernel_shape", [1] * axes))
    else:
        nodes += node("Conv", [at, "last"], "maps", ints("kernel_shape", [1] * axes)) + node("GlobalAveragePool", ["maps"], "mean") + node("Flatten", ["mean"], "scores")
    given = ["n", 1, "d", "h", "w"] if axes == 3 else ["n", 1, "h", "w"]
    graph = nodes + field(2, "bench") + weights + field(11, value("image", given)) + field(12, value("scores", sizes))
    return number(1, IR_VERSION) + field(7, graph) + field(8, number(2, OPSET))

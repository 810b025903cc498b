"""The two sample networks, their export to ONNX, and their weights back out of an ONNX file."""

import io

import numpy as np
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

OPSET = 17
THREADS = 2
"""Fixed, since the number of threads decides the order of sums."""


def make_deterministic(seed):
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(THREADS)


def block2d(inputs, outputs, stride):
    return [nn.Conv2d(inputs, outputs, 3, stride, 1), nn.BatchNorm2d(outputs), nn.ReLU()]


class RadiographClassifier(nn.Module):
    """[N,1,128,128] float32 to [N,2] logits: six 3x3 convolutions, then mean and maximum over the image."""

    dynamic_axes = {"image": {0: "N"}, "logits": {0: "N"}}
    example_shape = (1, 1, 128, 128)

    def __init__(self):
        super().__init__()
        plan = [(1, 16, 2), (16, 16, 1), (16, 32, 2), (32, 32, 1), (32, 48, 2), (48, 64, 1)]
        self.features = nn.Sequential(*[layer for p in plan for layer in block2d(*p)])
        self.head = nn.Linear(128, 2)

    def forward(self, image):
        x = self.features(image)
        return self.head(torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1))


def block3d(inputs, outputs, dilation):
    return [nn.Conv3d(inputs, outputs, 3, 1, dilation, dilation), nn.BatchNorm3d(outputs), nn.ReLU()]


class LesionSegmenter(nn.Module):
    """[N,1,D,H,W] float32 to [N,2,D,H,W] logits: dilated 3x3x3 convolutions at full resolution (MeshNet, Fedorov et al. 2017).

    Every size passes; each voxel sees 27 x 27 x 27 voxels.
    """

    dynamic_axes = {name: {0: "N", 2: "D", 3: "H", 4: "W"} for name in ("image", "logits")}
    example_shape = (1, 1, 8, 9, 10)

    def __init__(self):
        super().__init__()
        plan = [(1, 16, 1), (16, 16, 2), (16, 16, 4), (16, 16, 4), (16, 16, 2)]
        self.features = nn.Sequential(*[layer for p in plan for layer in block3d(*p)])
        self.head = nn.Conv3d(16, 2, 1)

    def forward(self, image):
        return self.head(self.features(image))


NETWORKS = {"phantom-radiograph": RadiographClassifier, "phantom-ct-lesion": LesionSegmenter}


def folded(model):
    """The same function without batch normalisation: each is folded into the convolution before it."""
    model = model.eval()
    layers = list(model.features)
    out = []
    for layer in layers:
        if isinstance(layer, (nn.BatchNorm2d, nn.BatchNorm3d)):
            out[-1] = fuse_conv_bn_eval(out[-1], layer)
        else:
            out.append(layer)
    copy = type(model)()
    copy.features, copy.head = nn.Sequential(*out), model.head
    return copy.eval()


def export_onnx(model, path):
    """Writes a folded model. torch 1.13's exporter needs no onnx package."""
    example = torch.zeros(model.example_shape)
    names = {"input_names": ["image"], "output_names": ["logits"], "dynamic_axes": model.dynamic_axes}
    buffer = io.BytesIO()
    torch.onnx.export(model, example, buffer, opset_version=OPSET, **names)
    path.write_bytes(buffer.getvalue())


def read_varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def protobuf_fields(data):
    """(field number, value) of one protobuf message; values are int or bytes."""
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = read_varint(data, at)
        else:
            size, at = (8, at) if kind == 1 else (4, at) if kind == 5 else read_varint(data, at)
            value, at = data[at : at + size], at + size
        yield key >> 3, value


def onnx_weights(path):
    """The float32 initializers of a model by name (onnx.proto: ModelProto.graph 7, GraphProto.initializer 5, TensorProto 1, 2, 8, 9)."""
    graph = next(value for field, value in protobuf_fields(path.read_bytes()) if field == 7)
    weights = {}
    for field, tensor in protobuf_fields(graph):
        if field != 5:
            continue
        dims, name, raw, element = [], "", b"", 0
        for number, value in protobuf_fields(tensor):
            if number == 1:
                dims += [value] if isinstance(value, int) else list(value)
            elif number == 2:
                element = value
            elif number == 8:
                name = value.decode()
            elif number == 9:
                raw = value
        if element == 1:
            weights[name] = np.frombuffer(raw, "<f4").reshape(dims)
    return weights


def load_onnx(name, path):
    """The network of a release as a torch module with the weights of its model.onnx."""
    model = folded(NETWORKS[name]())
    weights = {key: torch.from_numpy(value.copy()) for key, value in onnx_weights(path).items()}
    model.load_state_dict({key: weights[key] for key in model.state_dict()})
    return model

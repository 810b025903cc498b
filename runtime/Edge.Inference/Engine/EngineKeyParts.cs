namespace Edge.Inference.Engine;

/// <summary>Everything that makes an engine another one, or invalid. Each is compared as text, byte for byte.</summary>
/// <param name="ReleaseDigest">Digest of the whole release: the model's bytes, its manifest and its golden cases.</param>
/// <param name="Rung">The rung.</param>
/// <param name="OnnxRuntime">Version and build of ONNX Runtime.</param>
/// <param name="TensorRt">Version of TensorRT.</param>
/// <param name="Cuda">Version of the CUDA runtime.</param>
/// <param name="Driver">Version of the GPU's driver.</param>
/// <param name="Gpu">The GPU: name, compute capability, multiprocessors.</param>
/// <param name="Options">Options of the provider.</param>
/// <param name="Shapes">Least and greatest shapes of the inputs.</param>
internal sealed record EngineKeyParts(
    string ReleaseDigest,
    string Rung,
    string OnnxRuntime,
    string TensorRt,
    string Cuda,
    string Driver,
    string Gpu,
    IReadOnlyDictionary<string, string> Options,
    string Shapes);

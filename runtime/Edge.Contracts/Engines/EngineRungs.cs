namespace Edge.Contracts;

/// <summary>Names of the rungs of the engine ladder, as manifests and configurations have them.</summary>
public static class EngineRungs
{
    /// <summary>TensorRT in half precision.</summary>
    public const string TensorrtFp16 = "tensorrt-fp16";

    /// <summary>TensorRT in single precision.</summary>
    public const string TensorrtFp32 = "tensorrt-fp32";

    /// <summary>ONNX Runtime's own CUDA kernels, in single precision.</summary>
    public const string Cuda = "cuda";

    /// <summary>The processor.</summary>
    public const string Cpu = "cpu";

    /// <summary>Every rung, from the top.</summary>
    public static IReadOnlyList<string> All { get; } = [TensorrtFp16, TensorrtFp32, Cuda, Cpu];

    /// <summary>Rungs that device and model both allow, in the device's order.</summary>
    public static IEnumerable<string> Wanted(IReadOnlyList<string> device, IReadOnlyList<string> model) => device.Where(model.Contains);
}

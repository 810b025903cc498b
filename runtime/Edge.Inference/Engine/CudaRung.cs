using System.Globalization;
using Edge.Contracts;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Engine;

/// <summary>ONNX Runtime's CUDA kernels, in single precision: TF32 is off, since it keeps 10 bits of 23 and calls itself float32.</summary>
internal sealed record CudaRung() : EngineRung(EngineRungs.Cuda, "CUDAExecutionProvider")
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options(EngineConfig config, ShapeProfile shapes) => new Dictionary<string, string>
    {
        ["device_id"] = config.GpuIndex.ToString(CultureInfo.InvariantCulture),
        ["use_tf32"] = "0",
        ["cudnn_conv_algo_search"] = "HEURISTIC",
        ["arena_extend_strategy"] = "kSameAsRequested",

        // A recorded graph replays on the addresses it was recorded with: it would answer for the first study's input, again and again.
        ["enable_cuda_graph"] = "0",
    };

    /// <inheritdoc/>
    public override void Append(SessionOptions options, IReadOnlyDictionary<string, string> provider, string? directory)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string>(provider));
        options.AppendExecutionProvider_CUDA(cuda);
    }
}

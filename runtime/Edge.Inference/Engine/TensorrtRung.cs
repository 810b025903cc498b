using System.Globalization;
using Edge.Contracts;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Engine;

/// <summary>
/// TensorRT, which compiles the network for this very GPU. What it does not take falls to the CPU; how much may, the manifest says. The names are those of
/// ONNX Runtime's TensorRT execution provider.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="IsHalfPrecision">True: layers may run in FP16 where the golden cases still agree.</param>
internal sealed record TensorrtRung(string Name, bool IsHalfPrecision) : EngineRung(Name, "TensorrtExecutionProvider")
{
    private const long BytesPerMiB = 1024 * 1024;

    /// <inheritdoc/>
    public override bool MakesFiles => true;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options(EngineConfig config, ShapeProfile shapes)
    {
        var options = new Dictionary<string, string>
        {
            ["device_id"] = config.GpuIndex.ToString(CultureInfo.InvariantCulture),
            ["trt_max_workspace_size"] = (config.WorkspaceMiB * BytesPerMiB).ToString(CultureInfo.InvariantCulture),
            ["trt_fp16_enable"] = IsHalfPrecision ? "1" : "0",

            // A recorded graph replays on the addresses it was recorded with: it would answer for the first study's input, again and again.
            ["trt_cuda_graph_enable"] = "0",
        };
        if (IsHalfPrecision && config.DlaCore is { } core)
        {
            options["trt_dla_enable"] = "1";
            options["trt_dla_core"] = core.ToString(CultureInfo.InvariantCulture);
        }

        if (!shapes.IsFixed)
        {
            // Stated profiles: else the engine is built again, minutes long, whenever a study is larger than those before.
            options["trt_profile_min_shapes"] = shapes.Least;
            options["trt_profile_opt_shapes"] = shapes.Greatest;
            options["trt_profile_max_shapes"] = shapes.Greatest;
        }

        return options;
    }

    /// <inheritdoc/>
    public override void Append(SessionOptions options, IReadOnlyDictionary<string, string> provider, string? directory)
    {
        var all = new Dictionary<string, string>(provider);
        if (directory is not null)
        {
            all["trt_engine_cache_enable"] = "1";
            all["trt_engine_cache_path"] = directory;
        }

        using var tensorrt = new OrtTensorRTProviderOptions();
        tensorrt.UpdateOptions(all);
        options.AppendExecutionProvider_Tensorrt(tensorrt);
    }
}

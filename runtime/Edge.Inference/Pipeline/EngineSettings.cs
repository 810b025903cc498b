using System.Globalization;
using Edge.Contracts;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Pipeline;

/// <summary>How this device runs networks.</summary>
/// <param name="Rungs">Rungs the device may use, best first.</param>
/// <param name="Threads">Threads within an operator.</param>
/// <param name="SpinDurationUs">How long idle threads spin, in microseconds; 0: not at all.</param>
internal sealed record EngineSettings(IReadOnlyList<string> Rungs, int Threads, int SpinDurationUs)
{
    /// <summary>How engines are made and kept.</summary>
    public EngineConfig Engine { get; init; } = EngineConfig.Default;

    /// <summary>The engine cache; null: none, so that only the CPU serves.</summary>
    public EngineFolders? Folders { get; init; }

    /// <summary>
    /// The options of a session: one operator after another on a fixed number of threads, so that the same input gives the same output bit
    /// for bit. The keys are those of onnxruntime_session_options_config_keys.h.
    /// </summary>
    public SessionOptions ToSessionOptions()
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", SpinDurationUs > 0 ? "1" : "0");
        if (SpinDurationUs > 0)
        {
            options.AddSessionConfigEntry("session.intra_op.spin_duration_us", SpinDurationUs.ToString(CultureInfo.InvariantCulture));
        }

        return options;
    }
}

using Edge.Contracts;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Engine;

/// <summary>The processor, which every session has.</summary>
internal sealed record CpuRung() : EngineRung(EngineRungs.Cpu, "CPUExecutionProvider")
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options(EngineConfig config, ShapeProfile shapes) => new Dictionary<string, string>();

    /// <inheritdoc/>
    public override void Append(SessionOptions options, IReadOnlyDictionary<string, string> provider, string? directory)
    {
        // It is always there.
    }
}

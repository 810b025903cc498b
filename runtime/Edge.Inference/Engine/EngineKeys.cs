using Edge.Inference.Pipeline;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Engine;

/// <summary>Makes the keys of engines on this machine.</summary>
internal sealed class EngineKeys(EngineSettings settings)
{
    /// <summary>Read once, and not where no accelerator is wanted: loading CUDA costs memory.</summary>
    private readonly Lazy<AcceleratorFacts> _facts = new(() => AcceleratorFacts.Read(settings.Engine.GpuIndex));

    /// <summary>Key of the engine that a rung needs for a release.</summary>
    public string Of(EngineRung rung, ReleaseFolder release)
    {
        AcceleratorFacts facts = _facts.Value;
        var shapes = ShapeProfile.Of(release.Manifest);
        return EngineKey.Compute(new EngineKeyParts(
            release.Identity.Digest,
            rung.Name,
            $"{OrtEnv.Instance().GetVersionString()} {OrtEnv.Instance().GetBuildInfoString()}",
            facts.TensorRt,
            facts.Cuda,
            facts.Driver,
            facts.Gpu,
            rung.Options(settings.Engine, shapes),
            $"{shapes.Least};{shapes.Greatest}"));
    }
}

using Edge.Contracts;

namespace Edge.Inference.Pipeline;

/// <summary>The peaks of memory of a job's stages; it begins with the peak set back.</summary>
internal sealed class StagePeakMemory
{
    private readonly Dictionary<string, double> _peaksMiB = new(StringComparer.Ordinal) { [string.Empty] = PeakMemory.TakeMiB() };

    /// <summary>What was measured so far; 0 for a stage that was not left.</summary>
    public StagePeaks Measured => new(
        _peaksMiB.GetValueOrDefault(JobStage.Model),
        _peaksMiB.GetValueOrDefault(JobStage.Load),
        _peaksMiB.GetValueOrDefault(JobStage.Preprocess),
        _peaksMiB.GetValueOrDefault(JobStage.Infer),
        _peaksMiB.GetValueOrDefault(JobStage.Postprocess));

    /// <summary>A stage is left. One that is entered again keeps its greatest peak.</summary>
    public void Leave(string stage) => _peaksMiB[stage] = Math.Max(_peaksMiB.GetValueOrDefault(stage), PeakMemory.TakeMiB());
}

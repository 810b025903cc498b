using Edge.Contracts;
using Edge.Inference.Pipeline.Postprocess;

namespace Edge.Inference.Pipeline;

/// <summary>
/// What running a unit gave: findings, and what result objects are made of. The labels lie in buffers of the model, so that an outcome is good until the
/// model runs again or releases them; probabilities are the outcome's own until it is disposed.
/// </summary>
internal sealed class PipelineOutcome : IDisposable
{
    /// <summary>Why there are no findings; null when there are.</summary>
    public StageStop? Stop { get; init; }

    /// <summary>The findings, in the order of the manifest, those of a detector with their boxes; empty after a stop.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>A segmentation for each output that gave one; empty after a stop.</summary>
    public IReadOnlyList<Segmentation> Segmentations { get; init; } = [];

    /// <summary>The slices that findings, labels and boxes are about; null after a stop before they were sorted.</summary>
    public SourceGrid? Source { get; init; }

    /// <summary>An outcome without findings.</summary>
    public static PipelineOutcome Stopped(StageStop stop) => new() { Stop = stop };

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Segmentation segmentation in Segmentations)
        {
            segmentation.Probabilities?.Dispose();
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline;

/// <summary>Runs a network of images on each slice of a volume, in the order of D, and brings its scores together.</summary>
internal static class SliceRun
{
    /// <summary>Runs every slice.</summary>
    /// <param name="model">The model; no output has a value for each place.</param>
    /// <param name="outputs">Receives the outputs of each.</param>
    /// <param name="cancellationToken">The job's deadline.</param>
    /// <returns>Null, or why not.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "Who brings outputs together owns them.")]
    public static StageStop? Run(LoadedModel model, CombinedOutputs outputs, CancellationToken cancellationToken)
    {
        ImageVolume volume = model.Image.Volume;
        int count = volume.Shape.SliceCount;
        using var slice = new ImageVolume();
        slice.Reset(volume.Shape with { Depth = 1 }, geometry: null, volume.Channels);
        for (int d = 0; d < volume.Shape.Depth; d++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int channel = 0; channel < volume.Channels; channel++)
            {
                volume.Channel(channel).Slice(d * count, count).CopyTo(slice.Channel(channel));
            }

            if (outputs.Add(model.Network.Run(slice, cancellationToken, model.Image.AttributeInputs)) is { } stop)
            {
                return stop;
            }
        }

        return null;
    }
}

using Edge.Contracts;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>What was measured of one segment; null what was not, or cannot be.</summary>
/// <param name="VolumeMl">Volume in mL.</param>
/// <param name="DiameterMm">Longest diameter within a slice, in mm.</param>
/// <param name="Mean">Mean of the modality's values.</param>
internal sealed record SegmentMeasures(double? VolumeMl, double? DiameterMm, double? Mean)
{
    /// <summary>Nothing was measured.</summary>
    public static SegmentMeasures None { get; } = new(null, null, null);

    /// <summary>Measures every segment.</summary>
    /// <param name="step">What to measure.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="segments">What they mean.</param>
    /// <param name="image">The source.</param>
    /// <param name="measures">Receives the measures, one for each segment.</param>
    /// <param name="cancellationToken">The job's deadline.</param>
    /// <returns>Null, or why a slice could not be read again.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public static StageStop? Take(
        MeasureStep step,
        LabelVolume labels,
        IReadOnlyList<SegmentOutput> segments,
        PipelineImage image,
        SegmentMeasures[] measures,
        CancellationToken cancellationToken)
    {
        for (int index = 0; index < segments.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int channel = segments[index].Channel;
            double? volumeMl = step.Quantities.Contains("volume-ml") ? labels.VolumeMl(channel) : measures[index].VolumeMl;
            double? diameterMm = step.Quantities.Contains("diameter-mm") ? InPlaneDiameter.LongestMm(labels, channel, PlaneSpacing.Of(labels, image)) : measures[index].DiameterMm;
            measures[index] = measures[index] with { VolumeMl = volumeMl, DiameterMm = diameterMm };
        }

        if (!step.Quantities.Contains("mean"))
        {
            return null;
        }

        StageStop? stop = ModalityMeans.Take(labels, segments, image.Instances, cancellationToken, out double?[] means);
        for (int index = 0; index < segments.Count; index++)
        {
            measures[index] = measures[index] with { Mean = means[index] };
        }

        return stop;
    }
}

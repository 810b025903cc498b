using Edge.Contracts;
using Edge.Dicom;
using Edge.Dicom.Images;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>
/// Divides instances of many frames, enhanced or classic, into frames, so that a volume is made of slices alike wherever they came from
/// (PS3.3 C.7.6.16).
/// </summary>
internal static class FrameDivision
{
    /// <summary>Divides a unit's instances.</summary>
    /// <param name="manifest">Says whether the model takes a volume, each frame, or one image.</param>
    /// <param name="instances">The instances.</param>
    /// <param name="frames">Receives instances of one frame as they are, and the frames of others in the order of their dimensions.</param>
    /// <returns>Null, or why the model cannot take them.</returns>
    public static StageStop? Divide(ModelManifest manifest, IReadOnlyList<SourceInstance> instances, List<SourceInstance> frames)
    {
        bool takesMany = manifest.Unit == UnitKind.Series || manifest.Preprocess.Any(step => step is EachFrameStep);
        foreach (SourceInstance instance in instances)
        {
            int count = instance.Attributes.TryGetInt32(DicomTag.NumberOfFrames, out int stated) ? Math.Max(stated, 1) : 1;
            if (count > 1 && !takesMany)
            {
                return StageStop.NotApplicable($"The {instance.Name} has {count} frames; the model takes images of one frame.");
            }

            if (count > SourceReader.InstanceCountMax - frames.Count)
            {
                return StageStop.NotApplicable(
                    $"The {instance.Name} has {count} frames; at most {SourceReader.InstanceCountMax} can be run at once. Send it in parts.");
            }

            if (count == 1 && !instance.Attributes.Contains(DicomTag.SharedFunctionalGroupsSequence))
            {
                frames.Add(instance);
                continue;
            }

            var dimensions = FrameDimensions.Of(instance.Attributes, count);
            if (manifest.Unit == UnitKind.Series && dimensions?.BetweenVolumes() is { Count: > 0 } several)
            {
                return StageStop.NotApplicable($"The {instance.Name} holds several volumes, told apart by {string.Join(", ", several)}; the model takes one.");
            }

            frames.AddRange((dimensions?.Order() ?? [.. Enumerable.Range(0, count)]).Select(frame => Divided(instance, frame, count)));
        }

        return null;
    }

    private static SourceInstance Divided(SourceInstance instance, int frame, int count) =>
        instance with { Attributes = FrameAttributes.Of(instance.File.Dataset, frame), Frame = count == 1 ? null : frame };
}

using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>Runs a manifest's steps from stored values to the network's input, in order.</summary>
internal static class Preprocessor
{
    /// <summary>Runs every step.</summary>
    /// <returns>Null, or why the input cannot go through one.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public static StageStop? Run(IReadOnlyList<PreprocessStep> steps, PipelineImage image, CancellationToken cancellationToken)
    {
        foreach (PreprocessStep step in steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Apply(step, image) is { } stop)
            {
                return stop;
            }
        }

        return null;
    }

    private static StageStop? Apply(PreprocessStep step, PipelineImage image)
    {
        ImageVolume volume = image.Volume;
        DicomDataset attributes = image.Instances[0].Attributes;
        switch (step)
        {
            case SortSlicesStep:
                // The slices were read in their order (ImageLoader).
                return null;
            case ModalityLutStep:
                return ModalityLut.Apply(image.Instances, volume.Values, volume.Shape.SliceCount);
            case VoiWindowStep window:
                (double center, double width) = VoiWindow.Choose(window, attributes, volume.Values);
                VoiWindow.Apply(volume.Values, center, width);
                return null;
            case Monochrome1InvertStep:
                if (attributes.GetString(DicomTag.PhotometricInterpretation) == "MONOCHROME1")
                {
                    Intensity.Invert(volume.Values);
                }

                return null;
            case OrientStep:
                Orientation.ToLps(volume);
                image.IsOriented = true;
                return null;
            case ResampleStep resample:
                return Resample(resample, image);
            case ResizeStep resize:
                Resizing.Bilinear(volume, resize.Height, resize.Width, resize.Antialias);
                return null;
            case ClipStep clip:
                Intensity.Clip(volume.Values, clip.Min, clip.Max);
                return null;
            case ScaleRangeStep scale:
                Intensity.ScaleRange(volume.Values, scale.InMin, scale.InMax, scale.OutMin, scale.OutMax, scale.Clip);
                return null;
            case NormalizeStep normalize:
                Intensity.Normalize(volume.Values, normalize.Mean?[0], normalize.Std?[0], normalize.Nonzero);
                return null;
            default:
                throw new InvalidOperationException($"The manifest was checked, yet {step.GetType().Name} is no step.");
        }
    }

    private static StageStop? Resample(ResampleStep step, PipelineImage image)
    {
        VolumeShape shape = Resampling.ShapeFor(image.Volume.Shape, image.Volume.Geometry!, step.SpacingMm);
        if (shape.Count > VolumeShape.VoxelCountMax)
        {
            return StageStop.NotApplicable($"Resampled to the model's spacing the volume would have {shape} voxels, which do not fit in memory.");
        }

        Resampling.ToSpacing(image.Volume, step.SpacingMm);
        image.SpacingMm = step.SpacingMm;
        return null;
    }
}

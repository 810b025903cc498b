using Edge.Contracts;
using Edge.Dicom;
using Edge.Dicom.Images;
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
        for (int index = 0; index < steps.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Apply(steps[index], image) is { } stop)
            {
                return stop;
            }

            image.Trace?.Step(index, steps[index], image.Volume);
        }

        return null;
    }

    private static StageStop? Apply(PreprocessStep step, PipelineImage image)
    {
        ImageVolume volume = image.Volume;
        DicomDataset attributes = image.Instances[0].Attributes;
        switch (step)
        {
            case SortSlicesStep or EachFrameStep or TileStep or EachSliceStep:
                // The slices were read in their order, and frame by frame (ImageLoader, UnitPipeline); the network runs in parts (TiledRun, SliceRun).
                return null;
            case PaddingStep or ModalityLutStep or VoiWindowStep or Monochrome1InvertStep when image.IsColour:
                // These are for grey values only (PS3.3 C.11.1, C.11.2, C.7.5.1.1.2); colours are 0 to 1 as they were read.
                return null;
            case PaddingStep padding:
                ReplacePadding(padding, image);
                return null;
            case ModalityLutStep:
                return ModalityLut.Apply(image.Instances, volume.Values, volume.Shape.SliceCount);
            case VoiWindowStep window:
                VoiWindow.Choose(window, attributes, volume.Values).Apply(volume.Values);
                return null;
            case Monochrome1InvertStep:
                if (attributes.GetString(DicomTag.PhotometricInterpretation) == "MONOCHROME1")
                {
                    Intensity.Invert(volume.Values);
                }

                return null;
            case ToRgbStep:
                if (!image.IsColour)
                {
                    ToRgb.Repeat(volume);
                }

                return null;
            case OrientStep orient:
                var plan = AxisPlan.To(volume.Geometry!, orient.Axes);
                image.Map = image.Map.Oriented(plan, volume.Shape);
                Orientation.Apply(volume, plan);
                return null;
            case ResampleStep resample:
                return ResampleGrid.Apply(resample, image);
            case ResizeStep resize:
                return ResizeGrid.Apply(resize, image);
            case CropStep crop:
                return CropGrid.Apply(crop, image);
            case PadStep pad:
                return PadGrid.Apply(pad, image);
            case ChannelsStep channels:
                return ChannelMaking.Apply(channels, volume);
            case ClipStep clip:
                Intensity.Clip(volume.Values, clip.Min, clip.Max);
                return null;
            case ScaleRangeStep scale:
                Intensity.ScaleRange(volume.Values, scale.InMin, scale.InMax, scale.OutMin, scale.OutMax, scale.Clip);
                return null;
            case NormalizeStep normalize:
                Normalize(normalize, volume);
                return null;
            case PercentileScaleStep scale:
                ScalePercentiles(scale, volume);
                return null;
            default:
                throw new InvalidOperationException($"The manifest was checked, yet {step.GetType().Name} is no step.");
        }
    }

    private static void ReplacePadding(PaddingStep step, PipelineImage image)
    {
        for (int slice = 0; slice < image.Instances.Count; slice++)
        {
            int count = image.Volume.Shape.SliceCount;
            PixelPadding.Of(image.Instances[slice].Attributes)?.Replace(image.Volume.Values.Slice(slice * count, count), step.With == "least");
        }
    }

    private static void Normalize(NormalizeStep step, ImageVolume volume)
    {
        bool byChannel = step.ChannelWise is true || step.Mean is { Count: > 1 } || step.Std is { Count: > 1 };
        for (int channel = 0; channel < (byChannel ? volume.Channels : 1); channel++)
        {
            double? mean = step.Mean?[Math.Min(channel, step.Mean.Count - 1)];
            double? std = step.Std?[Math.Min(channel, step.Std.Count - 1)];
            Intensity.Normalize(byChannel ? volume.Channel(channel) : volume.Values, mean, std, step.Nonzero);
        }
    }

    private static void ScalePercentiles(PercentileScaleStep step, ImageVolume volume)
    {
        for (int channel = 0; channel < (step.ChannelWise ? volume.Channels : 1); channel++)
        {
            Span<float> values = step.ChannelWise ? volume.Channel(channel) : volume.Values;
            double lower = OrderStatistics.Percentile(values, step.Lower);
            double upper = OrderStatistics.Percentile(values, step.Upper);
            Intensity.ScaleRange(values, lower, upper, step.OutMin, step.OutMax, step.Clip);
        }
    }
}

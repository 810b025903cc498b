namespace Edge.Contracts;

/// <summary>What the steps before the network must satisfy beyond their types: their order, and what each leaves for the next.</summary>
internal static class PreprocessRules
{
    private const int ColourChannels = 3;

    /// <summary>Adds every problem.</summary>
    public static void Check(ModelManifest manifest, List<ConfigProblem> problems)
    {
        bool isVolume = manifest.IsOfVolume;
        int before = problems.Count;
        var flow = new ShapeFlow(manifest);
        IReadOnlyList<PreprocessStep> steps = manifest.Preprocess;
        for (int index = 0; index < steps.Count; index++)
        {
            string path = $"preprocess[{index}]";
            PreprocessStep[] earlier = [.. steps.Take(index)];
            if ((Misplaced(steps[index], earlier, isVolume) ?? MisplacedColour(steps[index], earlier, manifest)) is { } problem)
            {
                problems.Add(new(path, problem));
            }

            StepRules.Check(steps[index], isVolume, path, problems);
            CheckChannels(steps[index], flow, path, problems);
            if (problems.Count == before)
            {
                flow.Apply(steps[index]);
            }
        }

        if (isVolume && !steps.Any(static step => step is SortSlicesStep))
        {
            problems.Add(new("preprocess", "A volume needs its slices in order. Add sort-slices."));
        }

        if (problems.Count == before)
        {
            CheckShape(manifest, flow, problems);
        }
    }

    private static string? Misplaced(PreprocessStep step, PreprocessStep[] earlier, bool isVolume) => step switch
    {
        PaddingStep or ModalityLutStep when !earlier.All(static other => other is SortSlicesStep or EachFrameStep or PaddingStep) =>
            "It works on stored values and must come before any step that changes them. Move it up.",
        EachFrameStep when isVolume => "It is for images; a volume takes all frames. Leave it out.",
        PaddingStep or EachFrameStep or EachSliceStep or ToRgbStep or SortSlicesStep or ModalityLutStep when earlier.Any(other => other.GetType() == step.GetType()) => "It may stand once. Leave one out.",
        Monochrome1InvertStep when !earlier.Any(static other => other is VoiWindowStep) => "It must come after voi-window, whose output is 0 to 1. Add that, or move it down.",
        SortSlicesStep when !isVolume => "It needs a volume. Write a layout with D, or leave it out.",
        OrientStep when !isVolume => "It needs a volume, which has a place in the patient. Leave it out.",
        OrientStep or ResampleStep or ResizeStep or CropStep or PadStep or ChannelsStep when isVolume && !earlier.Any(static other => other is SortSlicesStep) =>
            "It must come after sort-slices. Move it down.",
        VoiWindowStep { Source: "attributes" or "voi-lut" } when earlier.Any(static other => other is ClipStep or ScaleRangeStep or NormalizeStep or PercentileScaleStep or VoiWindowStep) =>
            "The image's own window is in the units of modality-lut. Move it up.",
        _ => null,
    };

    private static string? MisplacedColour(PreprocessStep step, PreprocessStep[] earlier, ModelManifest manifest) => step switch
    {
        ToRgbStep when manifest.IsOfVolume => "It is for images. Leave it out; channels repeat makes three of one.",
        ToRgbStep when earlier.Any(static other => other is ChannelsStep) => "It must come before channels. Move it up.",
        ToRgbStep when TakesGrey(manifest.Accepts) && !earlier.Any(static other => other is VoiWindowStep or PercentileScaleStep or ScaleRangeStep) =>
            "It must come after voi-window, percentile-scale or scale-range, which bring grey images to 0 to 1, unless only colours are accepted.",
        VoiWindowStep or Monochrome1InvertStep when earlier.Any(static other => other is ToRgbStep or ChannelsStep) => "It must come before to-rgb and channels. Move it up.",
        _ => null,
    };

    private static void CheckChannels(PreprocessStep step, ShapeFlow flow, string path, List<ConfigProblem> problems)
    {
        double channels = flow.Channels.Max;
        switch (step)
        {
            case NormalizeStep normalize:
                CheckCount(normalize.Mean, $"{path}.mean");
                CheckCount(normalize.Std, $"{path}.std");
                break;
            case ChannelsStep { Select: { } select } when select.Any(channel => channel >= channels):
                problems.Add(new($"{path}.select", $"The image has {channels} here. Write 0 to {channels - 1}."));
                break;
            case ChannelsStep { Select: null } when channels != 1:
                problems.Add(new(path, $"The image has {channels} channels here, and one is needed. Write select to take one, or move the step up."));
                break;
        }

        void CheckCount(IReadOnlyList<double>? values, string at)
        {
            if (values is not null && values.Count != 1 && values.Count != channels)
            {
                problems.Add(new(at, $"It has {values.Count} values and the image {channels} channels here. Write one for each channel, one for all, or null."));
            }
        }
    }

    /// <summary>Adds what of the tensor no accepted image can fill.</summary>
    private static void CheckShape(ModelManifest manifest, ShapeFlow flow, List<ConfigProblem> problems)
    {
        int index = Enumerable.Range(0, manifest.Inputs.Count).First(input => manifest.Inputs[input] is ImageInput);
        ImageInput image = manifest.Image;
        for (int axis = 0; axis < image.Dimensions.Count; axis++)
        {
            TensorDimension dimension = image.Dimensions[axis];
            SizeRange size = flow.Size(image.Layout[axis]);
            if (!size.Meets(dimension))
            {
                problems.Add(new(
                    $"inputs[{index}].dimensions[{axis}]",
                    $"After preprocess the image has {size} along {dimension.Name}, and the tensor takes {dimension}. Change the steps, what is accepted, or the dimension."));
            }
        }

        if (!image.Layout.Contains('C', StringComparison.Ordinal) && flow.Channels.Min > 1)
        {
            problems.Add(new($"inputs[{index}].layout", $"After preprocess the image has {flow.Channels} channels, and the layout {image.Layout} has no C. Add C, or leave one channel."));
        }
        else if (manifest.Preprocess.Any(static step => step is ToRgbStep) && image.Dimension('C') is null)
        {
            problems.Add(new($"inputs[{index}].layout", $"to-rgb makes {ColourChannels} channels, and the layout {image.Layout} has no C. Add C."));
        }
    }

    private static bool TakesGrey(AcceptedInput accepts) =>
        accepts.PhotometricInterpretations is null
        || accepts.PhotometricInterpretations.Any(static value => value.StartsWith("MONOCHROME", StringComparison.Ordinal));
}

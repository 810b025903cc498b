namespace Edge.Contracts;

/// <summary>What the steps after the network must satisfy: their order for each output, and their parameters.</summary>
internal static class PostprocessRules
{
    private const int BitChannelsMax = 8;
    private const int BoxCountMax = 1000;
    private static readonly string[] Quantities = ["volume-ml", "diameter-mm", "mean"];
    private static readonly string[] PlaneFormats = ["xyxy", "yxyx", "cxcywh", "xywh"];
    private static readonly string[] VolumeFormats = ["xyzxyz", "zyxzyx", "cxcyczwhd"];

    /// <summary>Adds every problem.</summary>
    public static void Check(ModelManifest manifest, bool isVolume, ICollection<ConfigProblem> problems)
    {
        ModelOutputs outputs = manifest.Outputs;
        var seen = new Dictionary<OutputTensor, List<PostprocessStep>>();
        for (int index = 0; index < manifest.Postprocess.Count; index++)
        {
            PostprocessStep step = manifest.Postprocess[index];
            string path = $"postprocess[{index}]";
            if (step is BoxesStep boxes)
            {
                BoxesRules.Check(boxes, outputs, path, isVolume ? VolumeFormats : PlaneFormats, BoxCountMax, problems);
            }

            if (outputs.Find(step is BoxesStep detector ? detector.Boxes : step.Tensor) is not { } tensor)
            {
                if (step is not BoxesStep)
                {
                    problems.Add(new($"{path}.tensor", $"{(step.Tensor is null ? "There are several outputs." : $"There is no output {step.Tensor}.")} Write the name of one of outputs.tensors."));
                }

                continue;
            }

            if (!seen.TryGetValue(tensor, out List<PostprocessStep>? before))
            {
                seen[tensor] = before = [];
            }

            if ((Misplaced(step, tensor, before, isVolume) ?? Mistaken(step, tensor, outputs)) is { } problem)
            {
                problems.Add(new(path, problem));
            }

            before.Add(step);
        }

        CheckEnds(manifest, seen, problems);
    }

    private static string? Misplaced(PostprocessStep step, OutputTensor tensor, List<PostprocessStep> before, bool isVolume)
    {
        bool reduced = tensor.HoldsLabels || before.Any(static each => each is ArgmaxStep or ThresholdStep or BoxesStep);
        bool inverted = before.Any(static each => each is InvertGeometryStep);
        return step switch
        {
            SigmoidStep or SoftmaxStep or CalibrateStep or ArgmaxStep or ThresholdStep when tensor.HoldsLabels =>
                $"{tensor.Tensor} holds labels already (layout {tensor.Layout}). Leave the step out, or write a layout with C.",
            SigmoidStep or SoftmaxStep or CalibrateStep when reduced => "It must come before argmax, threshold and boxes. Move it up.",
            ArgmaxStep or ThresholdStep when reduced => "Argmax or threshold may stand once for an output. Leave one out.",
            ArgmaxStep or ThresholdStep when tensor.HoldsCandidates => $"{tensor.Tensor} lists candidates. Write boxes with a scoreThreshold instead.",
            LargestComponentStep or MinVolumeStep or MeasureStep when !tensor.IsDense => $"It needs a value for each place; {tensor.Tensor} is {tensor.Layout}. Leave it out.",
            LargestComponentStep or MinVolumeStep or MeasureStep when !reduced => "It must come after argmax or threshold. Move it down.",
            MinVolumeStep when !isVolume => "It needs a volume (NCDHW); an image has no voxels with a volume. Leave it out.",
            InvertGeometryStep when inverted => "It may stand once for an output. Leave one out.",
            InvertGeometryStep when !tensor.IsDense && !before.Any(static each => each is BoxesStep) =>
                $"Nothing of {tensor.Tensor} has a place. Leave it out, or write it after boxes.",
            MeasureStep { Quantities: var quantities } when quantities.Contains("mean") && !inverted =>
                "The mean is of the source's values: it must come after invert-geometry. Add that, or leave mean out.",
            _ => null,
        };
    }

    private static string? Mistaken(PostprocessStep step, OutputTensor tensor, ModelOutputs outputs) => step switch
    {
        CalibrateStep calibrate => CalibrateRules.Problem(calibrate),
        ThresholdStep { OperatingPoints: var points } when points.Count == 0 || points.Any(point => !(point is >= 0 and <= 1)) =>
            "operatingPoints must be 0 to 1, one for each channel.",
        ThresholdStep { OperatingPoints.Count: > BitChannelsMax } when tensor.IsDense =>
            $"operatingPoints has more than {BitChannelsMax} entries; of so many segments that may overlap no labels are made. Write argmax, or several outputs.",
        ThresholdStep threshold when ChannelMax(outputs, tensor) >= threshold.OperatingPoints.Count =>
            "operatingPoints must have one for each channel that outputs reads.",
        MinVolumeStep { Value: var value } when !(value > 0) => "value must be above 0, in mL.",
        MeasureStep measure when measure.Quantities.Count == 0 || measure.Quantities.Any(quantity => !Quantities.Contains(quantity)) =>
            $"quantities must be among {string.Join(", ", Quantities)}.",
        _ => null,
    };

    private static int ChannelMax(ModelOutputs outputs, OutputTensor tensor) => Math.Max(
        outputs.Findings.Where(output => outputs.Find(output.Tensor) == tensor).Select(output => output.Channel).DefaultIfEmpty(0).Max(),
        outputs.Segments.Where(output => outputs.Find(output.Tensor) == tensor).Select(output => output.Channel).DefaultIfEmpty(0).Max());

    private static void CheckEnds(ModelManifest manifest, Dictionary<OutputTensor, List<PostprocessStep>> seen, ICollection<ConfigProblem> problems)
    {
        ModelOutputs outputs = manifest.Outputs;
        bool movesPlaces = manifest.Preprocess.Any(static step => step is OrientStep or ResampleStep or ResizeStep or CropStep or PadStep);
        foreach (OutputTensor tensor in outputs.Tensors)
        {
            List<PostprocessStep> steps = seen.GetValueOrDefault(tensor, []);
            bool reduced = tensor.HoldsLabels || steps.Any(static step => step is ArgmaxStep or ThresholdStep);
            if (tensor.IsDense && !reduced)
            {
                problems.Add(new("postprocess", $"Nothing makes labels of {tensor.Tensor}. Add argmax or threshold for it."));
            }

            if (!reduced && outputs.Findings.Any(output => outputs.Find(output.Tensor) == tensor))
            {
                problems.Add(new("postprocess", $"Nothing decides on the findings of {tensor.Tensor}. Add threshold or argmax for it."));
            }

            bool placed = tensor.IsDense || steps.Any(static step => step is BoxesStep);
            if (placed && movesPlaces && !steps.Any(static step => step is InvertGeometryStep))
            {
                problems.Add(new("postprocess", $"The steps before the network move voxels, and nothing brings {tensor.Tensor} back. Add invert-geometry for it."));
            }

            if (manifest.Preprocess.Any(static step => step is EachFrameStep) && placed)
            {
                problems.Add(new("preprocess", $"each-frame brings scores of frames together; {tensor.Tensor} speaks of places in one. Leave each-frame out."));
            }
        }

        if (outputs.Detections.Count > 0 != manifest.Postprocess.Any(static step => step is BoxesStep))
        {
            problems.Add(new("outputs.detections", "Detections and a step boxes need each other. Write both, or neither."));
        }
    }
}

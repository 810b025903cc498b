using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Runs a manifest's steps from the network's outputs to findings, output by output. The manifest was checked.</summary>
/// <param name="manifest">Steps and what outputs mean.</param>
/// <param name="image">The input as it was when the network ran, with the way back to its slices.</param>
internal sealed class Postprocessor(ModelManifest manifest, PipelineImage image)
{
    /// <summary>Outputs that were reduced while the network ran tile by tile.</summary>
    public IReadOnlyDictionary<string, SegmentReduction> Reduced { get; init; } = new Dictionary<string, SegmentReduction>();

    /// <summary>Runs every step.</summary>
    /// <param name="outputs">What the network gave; changed in place. What the outcome keeps of it is taken out.</param>
    /// <param name="cancellationToken">The job's deadline.</param>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public PipelineOutcome Run(NetworkOutputs outputs, CancellationToken cancellationToken)
    {
        var findings = new Dictionary<object, Finding>(ReferenceEqualityComparer.Instance);
        var segmentations = new List<Segmentation>();
        StageStop? stop = null;
        foreach (OutputTensor tensor in manifest.Outputs.Tensors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stop ??= tensor.IsDense
                ? Segment(tensor, outputs, segmentations, findings, cancellationToken)
                : Score(outputs.Get(tensor.Tensor), findings);
        }

        foreach (BoxesStep step in manifest.Postprocess.OfType<BoxesStep>())
        {
            stop ??= Detect(step, outputs, findings);
        }

        var source = new SourceGrid(image.Instances, image.SourceShape, image.StackGeometry);
        if (stop is not null)
        {
            segmentations.ForEach(static segmentation => segmentation.Probabilities?.Dispose());
            return new PipelineOutcome { Stop = stop, Source = source };
        }

        ModelOutputs meant = manifest.Outputs;
        object[] order = [.. meant.Findings, .. meant.Segments, .. meant.Values, .. meant.Detections];
        return new PipelineOutcome
        {
            Findings = [.. order.Select(output => findings[output])],
            Segmentations = segmentations,
            Source = source,
        };
    }

    private static StageStop NotFinite() =>
        StageStop.Failed("The model gave values that are no finite numbers, so that nothing can be said. Report this study to the model's maker.");

    private StageStop? Segment(
        OutputTensor tensor,
        NetworkOutputs outputs,
        List<Segmentation> segmentations,
        Dictionary<object, Finding> findings,
        CancellationToken cancellationToken)
    {
        SegmentOutput[] segments = [.. manifest.Outputs.Segments.Where(segment => manifest.Outputs.Find(segment.Tensor) == tensor)];
        var plan = SegmentPlan.For(manifest, tensor);
        if (Labels(tensor, plan, outputs, cancellationToken, out ScoreStore? scores, out StageStop? stop) is not { } labels)
        {
            return stop;
        }

        if (plan.Reduction is { } reduction)
        {
            image.Trace?.Step(reduction, labels);
        }

        if (!plan.KeepsScores)
        {
            scores?.Dispose();
            scores = null;
        }

        var measures = new SegmentMeasures[segments.Length];
        Array.Fill(measures, SegmentMeasures.None);
        (labels, stop) = LabelSteps.Run(plan.OnLabels, labels, segments, image, measures, cancellationToken);
        segmentations.Add(new Segmentation(
            tensor.Tensor, segments, labels, scores is null ? null : new ProbabilityVolume(scores, image.Map, image.SourceShape)));
        for (int index = 0; index < segments.Length; index++)
        {
            findings[segments[index]] = Found(segments[index], labels, measures[index]);
        }

        return stop;
    }

    private LabelVolume? Labels(
        OutputTensor tensor, SegmentPlan plan, NetworkOutputs outputs, CancellationToken cancellationToken, out ScoreStore? scores, out StageStop? stop)
    {
        (scores, stop) = (null, null);
        if (Reduced.TryGetValue(tensor.Tensor, out SegmentReduction? reduced))
        {
            scores = reduced.Scores;
            return reduced.Finish(cancellationToken);
        }

        NetworkOutput output = outputs.Get(tensor.Tensor);
        var grid = new VolumeShape(output.Size('D'), output.Size('H'), output.Size('W'));
        VolumeShape expected = tensor.Layout.Contains('D', StringComparison.Ordinal) ? image.Volume.Shape : image.Volume.Shape with { Depth = 1 };
        if (grid != expected || OutputFit.Problem(manifest, tensor, output.Channels) is not null)
        {
            stop = OutputFit.Stop(output, $"a grid of {expected} and the channels");
            return null;
        }

        if (tensor.HoldsLabels)
        {
            Memory<byte> whole = image.Labels.Take(grid.Count);
            stop = WholeLabels.Convert(output.Values, whole.Span) ? null : StageStop.Failed(
                $"The model gave labels in {tensor.Tensor} that are no whole numbers from 0 to 255. Report this study to the model's maker.");
            return stop is null ? new LabelVolume(whole, grid, image.Volume.Geometry) : null;
        }

        var reduction = new SegmentReduction(plan, image, output.Channels, grid);
        if (reduction.NeedsScores)
        {
            scores = new ScoreStore(outputs.TakeOut(output), grid);
            reduction.KeepIn(scores);
        }

        Span<float> values = output.Values;
        for (int slice = 0; slice < grid.Depth; slice++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!reduction.Take(slice, values[(slice * grid.SliceCount)..], output.Places))
            {
                stop = reduction.Refusal;
                return null;
            }
        }

        return reduction.Finish(cancellationToken);
    }

    private static Finding Found(SegmentOutput segment, LabelVolume labels, SegmentMeasures measures)
    {
        long voxels = labels.Count(segment.Channel);
        bool present = voxels > 0 && labels.VolumeMl(segment.Channel) >= segment.FindingPositiveAtMl;
        return new Finding(segment.Label, segment.Code, present, Probability: null, OperatingPoint: null, measures.VolumeMl)
        {
            DiameterMm = measures.DiameterMm,
            Mean = measures.Mean,
            Unit = measures.Mean is null ? null : segment.MeanUnit,
        };
    }

    private StageStop? Score(NetworkOutput output, Dictionary<object, Finding> findings)
    {
        if (!ChannelScores.AreFinite(output.Values))
        {
            return NotFinite();
        }

        if ((output.Places != 1 && !output.Declared.HoldsCandidates) || OutputFit.Problem(manifest, output.Declared, output.Channels) is not null)
        {
            return OutputFit.Stop(output, "one value for each of the channels");
        }

        return ClassScores.Read(manifest, output, findings, image.Trace);
    }

    private StageStop? Detect(BoxesStep step, NetworkOutputs outputs, Dictionary<object, Finding> findings)
    {
        if (BoxCandidates.Read(step, manifest.Outputs.Detections, outputs, image.Volume.Shape, out StageStop? stop) is not { } candidates)
        {
            return stop;
        }

        bool inverts = manifest.Postprocess.Any(next => next is InvertGeometryStep && manifest.Outputs.Find(next.Tensor)?.Tensor == step.Boxes);
        GridMap map = inverts ? image.Map : GridMap.Identity;
        List<BoxCandidate> kept = BoxSuppression.Keep(candidates, step.NmsIou, step.NmsPerClass, step.MaxCount);
        foreach (DetectionOutput output in manifest.Outputs.Detections)
        {
            DetectedBox[] boxes =
            [
                .. kept.Where(candidate => candidate.Class == output.Class)
                    .Select(candidate => SourceBoxes.Map(candidate, map, image.SourceShape, BoxCandidates.AxisCount(step.Format)))
                    .OfType<DetectedBox>(),
            ];
            double? score = boxes.Length > 0 ? boxes[0].Score : null;
            findings[output] = new Finding(output.Label, output.Code, score is not null, score, step.ScoreThreshold, VolumeMl: null) { Boxes = boxes };
        }

        return null;
    }
}

using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Postprocess;
using Edge.Inference.Volumes;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Outputs of every kind, element type and layout, several of them in one model, and what must not pass.</summary>
public sealed class OutputKindsTests
{
    private static readonly CodedConcept Code = new("52988006", "SCT", "Lesion");
    private static readonly CodedConcept Years = new("a", "UCUM", "year");
    private static readonly ModelManifest Sample = Releases.Manifest("phantom-radiograph");

    [Fact]
    public void Run_SeveralOutputs_ReadsEachInTheManifestsOrder()
    {
        ModelManifest manifest = Sample with
        {
            Monitor = null,
            Postprocess =
            [
                new SoftmaxStep { Tensor = "view" }, new ArgmaxStep { Tensor = "view" },
                new SigmoidStep { Tensor = "signs" }, new ThresholdStep([0.5, 0.25]) { Tensor = "signs" },
                new ArgmaxStep { Tensor = "mask" }, new MeasureStep(["diameter-mm"]) { Tensor = "mask" },
            ],
            Outputs = new ModelOutputs(
                [
                    new("age", "float16", "NC"), new("signs", "float32", "NC11"), new("mask", "float32", "NHWC"), new("view", "float32", "NC"),
                ],
                [new(0, "frontal", Code) { Tensor = "view" }, new(1, "lateral", Code) { Tensor = "view" }, new(1, "fracture", Code) { Tensor = "signs" }],
                [new(1, "lung", Code, 0) { Tensor = "mask" }],
                [new(0, "age", Code, Years) { Tensor = "age" }],
                [],
                []),
        };
        Assert.Null(ManifestCheck.FirstProblem(manifest with { Preprocess = [] }));
        using var image = Image(new VolumeShape(1, 2, 3));
        float[] mask = [0, 1, 1, 0, 0, 1, 1, 0, 0.5f, 0.5f, 0, 3];
        using NetworkOutputs outputs = GivenOutputs.Of(
            manifest.Outputs.Tensors,
            GivenOutputs.Tensor<Half>([(Half)61.5], 1, 1),
            GivenOutputs.Tensor<float>([-3, -0.5f], 1, 2, 1, 1),
            GivenOutputs.Tensor(mask, 1, 2, 3, 2),
            GivenOutputs.Tensor<float>([0.2f, 0.1f], 1, 2));

        using PipelineOutcome outcome = new Postprocessor(manifest, image).Run(outputs, TestContext.Current.CancellationToken);

        Assert.Null(outcome.Stop);
        Assert.Equal(["frontal", "lateral", "fracture", "lung", "age"], outcome.Findings.Select(finding => finding.Label));
        Assert.Equal([true, false, true, true, true], outcome.Findings.Select(finding => finding.Present));
        Assert.Equal(1 / (1 + Math.Exp(-0.1)), outcome.Findings[0].Probability!.Value, 1e-6);
        Assert.Equal(1 / (1 + Math.Exp(0.5)), outcome.Findings[2].Probability!.Value, 1e-6);
        Assert.Equal(61.5, outcome.Findings[4].Value);
        Assert.Equal(Years, outcome.Findings[4].Unit);
        Assert.Equal([1, 0, 1, 0, 0, 1], outcome.Segmentations.Single().Labels.Labels.ToArray());
        Assert.Null(outcome.Findings[3].DiameterMm);
    }

    [Theory]
    [InlineData("uint8")]
    [InlineData("int64")]
    [InlineData("float16")]
    [InlineData("float32")]
    public void Run_OutputOfLabels_TakesThemAsTheyAre(string elementType)
    {
        ModelManifest manifest = Labels(elementType);
        using var image = Image(new VolumeShape(1, 2, 2));
        OrtValue value = elementType switch
        {
            "uint8" => GivenOutputs.Tensor<byte>([0, 255, 2, 2], 1, 2, 2),
            "int64" => GivenOutputs.Tensor<long>([0, 255, 2, 2], 1, 2, 2),
            "float16" => GivenOutputs.Tensor<Half>([(Half)0, (Half)255, (Half)2, (Half)2], 1, 2, 2),
            _ => GivenOutputs.Tensor<float>([0, 255, 2, 2], 1, 2, 2),
        };
        using NetworkOutputs outputs = GivenOutputs.Of(manifest.Outputs.Tensors, value);
        using PipelineOutcome outcome = new Postprocessor(manifest, image).Run(outputs, TestContext.Current.CancellationToken);
        Assert.Equal([0, 255, 2, 2], outcome.Segmentations.Single().Labels.Labels.ToArray());
        Assert.Equal(2, outcome.Segmentations[0].Labels.Count(2));
    }

    [Theory]
    [InlineData(256f)]
    [InlineData(-1f)]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    public void Run_OutputThatHoldsNoLabel_Fails(float label)
    {
        ModelManifest manifest = Labels("float32");
        using var image = Image(new VolumeShape(1, 1, 2));
        using NetworkOutputs outputs = GivenOutputs.Of(manifest.Outputs.Tensors, GivenOutputs.Tensor<float>([1, label], 1, 1, 2));
        using PipelineOutcome outcome = new Postprocessor(manifest, image).Run(outputs, TestContext.Current.CancellationToken);
        Assert.Equal(ResultOutcome.Failed, outcome.Stop?.Outcome);
        Assert.Contains("no whole numbers", outcome.Stop!.Reason, StringComparison.Ordinal);
        Assert.Empty(outcome.Findings);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Run_OneVoxelThatIsNoFiniteNumber_Fails(float score)
    {
        ModelManifest manifest = Segments([new ArgmaxStep()], []);
        var shape = new VolumeShape(1, 9, 11);
        using var image = Image(shape);
        for (int at = 0; at < 2 * shape.Count; at += 17)
        {
            float[] scores = new float[2 * shape.Count];
            scores[at] = score;
            using NetworkOutputs outputs = GivenOutputs.Of(manifest.Outputs.Tensors, GivenOutputs.Tensor(scores, 1, 2, 9, 11));
            using PipelineOutcome outcome = new Postprocessor(manifest, image).Run(outputs, TestContext.Current.CancellationToken);
            Assert.Contains("no finite numbers", outcome.Stop?.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1, 2, 9, 10)]
    [InlineData(1, 1, 9, 11)]
    [InlineData(2, 2, 9, 11)]
    [InlineData(1, 2, 9, 11, 1)]
    public void Run_ShapeThatDoesNotFit_Fails(params int[] shape)
    {
        ModelManifest manifest = Segments([new ArgmaxStep()], []);
        using var image = Image(new VolumeShape(1, 9, 11));
        using NetworkOutputs outputs = GivenOutputs.Of(
            manifest.Outputs.Tensors, GivenOutputs.Tensor(new float[shape.Aggregate((a, b) => a * b)], [.. shape.Select(size => (long)size)]));
        StageStop? stop = outputs.Problem is { } problem ? StageStop.Failed(problem) : null;
        using PipelineOutcome outcome = stop is null
            ? new Postprocessor(manifest, image).Run(outputs, TestContext.Current.CancellationToken)
            : PipelineOutcome.Stopped(stop);
        Assert.Contains("does not fit", outcome.Stop?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FractionalObjectWanted_KeepsProbabilitiesForTheSource()
    {
        ModelManifest manifest = Segments([new SigmoidStep(), new ThresholdStep([0.5, 0.5]), new InvertGeometryStep()], ["seg-fractional"]);
        using var image = Image(new VolumeShape(1, 2, 2));
        image.Map = GridMap.Identity.Resized(new VolumeShape(1, 2, 2), new VolumeShape(1, 4, 4));
        image.Volume.Reset(new VolumeShape(1, 4, 4), null);
        float[] scores = [.. Enumerable.Range(0, 32).Select(index => (index - 16) / 4f)];
        NetworkOutputs outputs = GivenOutputs.Of(manifest.Outputs.Tensors, GivenOutputs.Tensor(scores, 1, 2, 4, 4));
        using PipelineOutcome outcome = new Postprocessor(manifest, image).Run(outputs, TestContext.Current.CancellationToken);
        outputs.Dispose();

        // Each source pixel lies between four of the grid; the outcome owns what it kept.
        ProbabilityVolume probabilities = outcome.Segmentations.Single().Probabilities!;
        Assert.Equal(2, probabilities.Channels);
        Assert.Equal(new VolumeShape(1, 2, 2), probabilities.Shape);
        float[] slice = new float[4];
        probabilities.ReadSlice(1, 0, slice);
        double expected = new[] { 0, 1, 4, 5 }.Average(index => 1 / (1 + Math.Exp(-index / 4.0)));
        Assert.Equal(expected, slice[0], 1e-6);
        Assert.True(outcome.Segmentations[0].Labels.AreBits);
    }

    [Fact]
    public void Check_FractionalObjectOfLabelsOrOfScoresThatComeLater_IsRefused()
    {
        ModelManifest labels = Labels("uint8") with { Preprocess = [], Monitor = null };
        Assert.Null(ManifestCheck.FirstProblem(labels with { Outputs = labels.Outputs with { Objects = ["sr"] } }));
        string? problem = ManifestCheck.FirstProblem(labels with { Postprocess = [new InvertGeometryStep()], Outputs = labels.Outputs with { Objects = ["seg-fractional"] } });
        Assert.Contains("outputs.objects[0]: labels holds labels", problem, StringComparison.Ordinal);

        ModelManifest scores = Segments([new SigmoidStep(), new InvertGeometryStep(), new ThresholdStep([0.5, 0.5])], ["seg-fractional"]) with { Preprocess = [], Monitor = null };
        Assert.Null(ManifestCheck.FirstProblem(scores));
        problem = ManifestCheck.FirstProblem(scores with { Postprocess = [new InvertGeometryStep(), new SigmoidStep(), new ThresholdStep([0.5, 0.5])] });
        Assert.Contains("postprocess[1]: seg-fractional holds the scores as they are at invert-geometry", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_RawScoresWhereAProbabilityIsReported_FailsAndSaysWhatLacks()
    {
        // Of a classifier, of a segmentation that holds probabilities, of a detector.
        ModelManifest classifier = Sample with { Postprocess = [new ArgmaxStep()] };
        AssertNoProbability(classifier, GivenOutputs.Tensor<float>([3.5f, -2], 1, 2));
        ModelManifest segmenter = Segments([new ArgmaxStep(), new InvertGeometryStep()], ["seg-fractional"]);
        AssertNoProbability(segmenter, GivenOutputs.Tensor<float>([0, 3.5f, 1, 1], 1, 2, 1, 2));
        ModelManifest detector = Sample with
        {
            Postprocess = [new BoxesStep("all", null, null, "xyxy", "pixels", false, 0.5, 0.5, true, 10)],
            Outputs = new ModelOutputs([new("all", "float32", "KC")], [], [], [], [new(0, "spot", Code)], []),
        };
        AssertNoProbability(detector, GivenOutputs.Tensor<float>([0, 0, 1, 1, 3.5f], 1, 5));
    }

    [Fact]
    public void Run_ScoresThatRoundingTakesOutOfRange_AreProbabilities()
    {
        ModelManifest manifest = Sample with { Postprocess = [new ThresholdStep([0.5, 0.5])] };
        IReadOnlyList<Finding> findings = GivenOutputs.Findings(manifest, [1.0005f, -0.0005f]);
        Assert.Equal([true, false], findings.Select(finding => finding.Present));
    }

    private static void AssertNoProbability(ModelManifest manifest, OrtValue value)
    {
        using var image = Image(new VolumeShape(1, 1, 2));
        using NetworkOutputs outputs = GivenOutputs.Of(manifest.Outputs.Tensors, value);
        using PipelineOutcome outcome = new Postprocessor(manifest, image).Run(outputs, TestContext.Current.CancellationToken);
        Assert.Equal(ResultOutcome.Failed, outcome.Stop?.Outcome);
        Assert.Contains("gave 3.5 in", outcome.Stop!.Reason, StringComparison.Ordinal);
        Assert.Contains("lacks sigmoid or softmax", outcome.Stop.Reason, StringComparison.Ordinal);
        Assert.Empty(outcome.Findings);
    }

    [Fact]
    public void Run_ScoresBroughtBackBeforeArgmax_DecidesOnTheSource()
    {
        ModelManifest manifest = Segments([new SoftmaxStep(), new InvertGeometryStep(), new ArgmaxStep()], []);
        using var image = Image(new VolumeShape(1, 1, 2));
        image.Map = GridMap.Identity.Resized(new VolumeShape(1, 1, 2), new VolumeShape(1, 1, 4));
        image.Volume.Reset(new VolumeShape(1, 1, 4), null);

        // Between 0.9 and 0.3 lies 0.6, so that the left pixel is of channel 1, although its nearest voxel, halves to even, may not be.
        float[] one = [.. new[] { 0.9, 0.3, 0.2, 0.6 }.Select(p => (float)Math.Log(p / (1 - p)))];
        using NetworkOutputs outputs = GivenOutputs.Of(manifest.Outputs.Tensors, GivenOutputs.Tensor<float>([0, 0, 0, 0, .. one], 1, 2, 1, 4));
        using PipelineOutcome outcome = new Postprocessor(manifest, image).Run(outputs, TestContext.Current.CancellationToken);
        Assert.Equal([1, 0], outcome.Segmentations.Single().Labels.Labels.ToArray());
    }

    [Fact]
    public void CombinedOutputs_OfTwoFrames_KeepsTheGreatestOrTheMean()
    {
        OutputTensor[] tensors = [new("a", "float32", "NC"), new("b", "float16", "NC")];
        foreach ((string combine, float[] expected) in new[] { ("max", new[] { 3f, 2f, 7f }), ("mean", [2f, 0f, 6f]) })
        {
            using var combined = new CombinedOutputs(combine);
            Assert.Null(combined.Add(GivenOutputs.Of(tensors, GivenOutputs.Tensor<float>([1, 2], 1, 2), GivenOutputs.Tensor<Half>([(Half)5], 1, 1))));
            Assert.Null(combined.Add(GivenOutputs.Of(tensors, GivenOutputs.Tensor<float>([3, -2], 1, 2), GivenOutputs.Tensor<Half>([(Half)7], 1, 1))));
            float[] found = [.. combined.Total.Get("a").Values, .. combined.Total.Get("b").Values];
            Assert.Equal(expected, found);
        }
    }

    private static ModelManifest Labels(string elementType) => Sample with
    {
        Postprocess = [],
        Outputs = new ModelOutputs([new("labels", elementType, "NHW")], [], [new(2, "bone", Code, 0)], [], [], []),
    };

    private static ModelManifest Segments(PostprocessStep[] steps, string[] objects) => Sample with
    {
        Postprocess = steps,
        Outputs = new ModelOutputs([new("scores", "float32", "NCHW")], [], [new(1, "bone", Code, 0)], [], [], objects),
    };

    private static PipelineImage Image(VolumeShape shape)
    {
        var image = new PipelineImage();
        var attributes = new DicomDataset();
        attributes.Set(DicomTag.SOPInstanceUID, "1.2.3");
        image.Reset([new SourceInstance("1.2.3", "none", "none", new DicomFile(attributes, DicomTransferSyntax.ExplicitVRLittleEndian))], shape, null);
        return image;
    }
}

using Edge.Contracts;
using Edge.Inference.Pipeline;

namespace Edge.Inference.Tests.Pipeline;

public sealed class ManifestCheckTests
{
    private static readonly ModelManifest Classifier = Releases.Manifest("phantom-radiograph");
    private static readonly ModelManifest Segmenter = Releases.Manifest("phantom-ct-lesion");

    public static TheoryData<string, string> Broken => new()
    {
        { "schemaVersion", nameof(ModelManifest.SchemaVersion) },
        { "inputs[0].elementType", nameof(ModelInput.ElementType) },
        { "inputs[0].dimensions", nameof(ImageInput.Dimensions) },
        { "inputs[0].dimensions[0]", nameof(TensorDimension.MultipleOf) },
        { "inputs", nameof(ModelManifest.Inputs) },
        { "unit", nameof(ModelManifest.Unit) },
        { "preprocess[2]", "inversion first" },
        { "preprocess[1]", "modality-lut late" },
        { "preprocess[0].function", "window function" },
        { "preprocess[0].function", "fixed window of the image's function" },
        { "preprocess[0]", "colour of stored values" },
        { "inputs[0].dimensions[1]", "colour into one channel" },
        { "preprocess[1]", "padding late" },
        { "preprocess[0].with", "padding with the middle" },
        { "preprocess[0].combine", "least of the frames" },
        { "preprocess[0].center", "fixed window" },
        { "preprocess[0].mean", "three means" },
        { "preprocess[0]", "sorted image" },
        { "postprocess[1]", "one operating point" },
        { "postprocess", "scores alone" },
        { "outputs", "no outputs" },
    };

    [Fact]
    public void FirstProblem_SampleManifests_HaveNone()
    {
        Assert.Null(ManifestCheck.FirstProblem(Classifier));
        Assert.Null(ManifestCheck.FirstProblem(Segmenter));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void FirstProblem_BrokenClassifier_SaysWhere(string expected, string how)
    {
        ModelManifest manifest = how switch
        {
            nameof(ModelManifest.SchemaVersion) => Classifier with { SchemaVersion = 2 },
            nameof(ModelInput.ElementType) => Classifier with { Inputs = [Classifier.Image with { ElementType = "float64" }] },
            nameof(ImageInput.Dimensions) => Classifier with { Inputs = [Classifier.Image with { Dimensions = [] }] },
            nameof(TensorDimension.MultipleOf) => Classifier with { Inputs = [Classifier.Image with { Dimensions = [.. Classifier.Image.Dimensions.Select(each => each with { MultipleOf = 0 })] }] },
            nameof(ModelManifest.Inputs) => Classifier with { Inputs = [] },
            nameof(ModelManifest.Unit) => Classifier with { Unit = UnitKind.Series },
            "inversion first" => Classifier with { Preprocess = [new ModalityLutStep(), new ClipStep(0, 1), new Monochrome1InvertStep()] },
            "modality-lut late" => Classifier with { Preprocess = [new ClipStep(0, 1), new ModalityLutStep()] },
            "window function" => Classifier with { Preprocess = [new VoiWindowStep("attributes", "cubic", null, null)] },
            "fixed window of the image's function" => Classifier with { Preprocess = [new VoiWindowStep("fixed", "attribute", 40, 400)] },
            "colour of stored values" => InColour([new ToRgbStep()]),
            "colour into one channel" => Classifier with { Preprocess = [new VoiWindowStep("attributes", "linear", null, null), new ToRgbStep(), new ResizeStep(128, 128, "bilinear", true)] },
            "padding late" => Classifier with { Preprocess = [new ModalityLutStep(), new PaddingStep("least")] },
            "padding with the middle" => Classifier with { Preprocess = [new PaddingStep("middle")] },
            "least of the frames" => Classifier with { Preprocess = [new EachFrameStep("min")] },
            "fixed window" => Classifier with { Preprocess = [new VoiWindowStep("fixed", "linear", null, 400)] },
            "three means" => Classifier with { Preprocess = [new NormalizeStep([1, 2, 3], [1], false)] },
            "sorted image" => Classifier with { Preprocess = [new SortSlicesStep()] },
            "one operating point" => Classifier with { Postprocess = [new SigmoidStep(), new ThresholdStep([0.5])] },
            "scores alone" => Classifier with { Postprocess = [new SigmoidStep()] },
            _ => Classifier with { Outputs = Classifier.Outputs with { Findings = [] } },
        };
        Assert.StartsWith($"{expected}: ", ManifestCheck.FirstProblem(manifest), StringComparison.Ordinal);
    }

    [Fact]
    public void FirstProblem_ColourInItsPlace_HasNone() => Assert.Null(ManifestCheck.FirstProblem(InColour(
    [
        new EachFrameStep("max"), new PaddingStep("least"), new ModalityLutStep(), new VoiWindowStep("voi-lut", "attribute", null, null),
        new Monochrome1InvertStep(), new ToRgbStep(), new ResizeStep(128, 128, "bilinear", true), new NormalizeStep([0.4, 0.4, 0.4], [0.2, 0.2, 0.2], false),
    ])));

    [Fact]
    public void FirstProblem_EachFrameOfAVolume_SaysWhere() => Assert.StartsWith(
        "preprocess[1]: It is for images",
        ManifestCheck.FirstProblem(Segmenter with { Preprocess = [new SortSlicesStep(), new EachFrameStep("max")] }),
        StringComparison.Ordinal);

    [Fact]
    public void FirstProblem_VolumeWithoutSorting_SaysSo() => Assert.Equal(
        "preprocess: A volume needs its slices in order. Add sort-slices.",
        ManifestCheck.FirstProblem(Segmenter with { Preprocess = [new ModalityLutStep()] }));

    [Fact]
    public void FirstProblem_OrientationBeforeSorting_SaysWhere() => Assert.StartsWith(
        "preprocess[0]: It must come after sort-slices",
        ManifestCheck.FirstProblem(Segmenter with { Preprocess = [new OrientStep("LPS"), new SortSlicesStep()] }),
        StringComparison.Ordinal);

    [Fact]
    public void FirstProblem_MeasureBeforeArgmax_SaysWhere() => Assert.StartsWith(
        "postprocess[0]: It must come after argmax",
        ManifestCheck.FirstProblem(Segmenter with { Postprocess = [new MeasureStep(["volume-ml"])] }),
        StringComparison.Ordinal);

    private static ModelManifest InColour(PreprocessStep[] steps) => Classifier with
    {
        Preprocess = steps,
        Inputs =
        [
            Classifier.Image with
            {
                Dimensions = [Classifier.Image.Dimensions[0], new TensorDimension("C", 3, 3, 1), .. Classifier.Image.Dimensions.Skip(2)],
            },
        ],
    };
}

using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Inputs;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Volumes;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Numbers from attributes: units, encodings, and what happens when one is missing.</summary>
public sealed class AttributeNumbersTests
{
    [Theory]
    [InlineData("034Y", "years", 34)]
    [InlineData("018M", "years", 1.5)]
    [InlineData("006M", "months", 6)]
    [InlineData("010D", "days", 10)]
    [InlineData("003W", "days", 21)]
    [InlineData("002Y", "weeks", 104.35714285714286)]
    public void Numbers_Age_InTheUnitAsked(string age, string unit, double expected)
    {
        using PipelineImage image = Image(("PatientAge", [age]));
        Assert.Equal(expected, AttributeNumbers.Numbers(new NumberValue("PatientAge", unit, 0, 1, null), image)![0], 1e-9);
    }

    [Fact]
    public void Numbers_AgeThatIsAbsent_ComesFromTheDates()
    {
        using PipelineImage image = Image(("PatientBirthDate", ["20200101"]), ("StudyDate", ["20200111"]));
        Assert.Equal([10.0], AttributeNumbers.Numbers(new NumberValue("PatientAge", "days", 0, 1, null), image));
    }

    [Theory]
    [InlineData("34")]
    [InlineData("34YY")]
    [InlineData("abcY")]
    public void Numbers_AgeThatIsNone_TakesWhatStandsForIt(string age)
    {
        using PipelineImage image = Image(("PatientAge", [age]));
        Assert.Null(AttributeNumbers.Numbers(new NumberValue("PatientAge", "years", 60, 20, null), image));
        Assert.Equal([0.5], AttributeNumbers.Numbers(new NumberValue("PatientAge", "years", 60, 20, 70), image));
    }

    [Fact]
    public void Numbers_NumericAttribute_IsShiftedAndScaled()
    {
        using PipelineImage image = Image(("PatientWeight", ["80.5"]));
        Assert.Equal([1.025], AttributeNumbers.Numbers(new NumberValue("PatientWeight", null, 60, 20, null), image)!);
    }

    [Theory]
    [InlineData("F", 1, 0)]
    [InlineData("M", 0, 1)]
    [InlineData("O", 0.5, 0.5)]
    [InlineData("", 0.5, 0.5)]
    public void Numbers_Choice_IsEncoded(string sex, double first, double second)
    {
        using PipelineImage image = Image(("PatientSex", [sex]));
        var choice = new ChoiceValue("PatientSex", new Dictionary<string, IReadOnlyList<double>> { ["F"] = [1, 0], ["M"] = [0, 1] }, [0.5, 0.5]);
        Assert.Equal([first, second], AttributeNumbers.Numbers(choice, image)!);
        Assert.Equal(sex is "F" or "M", AttributeNumbers.Numbers(choice with { Otherwise = null }, image) is not null);
    }

    [Fact]
    public void Numbers_SpacingAndSize_OfTheSourceAndOfTheInput()
    {
        using PipelineImage image = Image();
        Assert.Null(Edge.Inference.Pipeline.Preprocess.Preprocessor.Run(
            [new ResampleStep([2.5, null, 1.5], "trilinear", "border", false)], image, TestContext.Current.CancellationToken));
        Assert.Equal([5.0], AttributeNumbers.Numbers(new SpacingValue("D", "source"), image)!);
        Assert.Equal(2.5, AttributeNumbers.Numbers(new SpacingValue("D", "input"), image)![0], 1e-12);
        Assert.Equal(0.75, AttributeNumbers.Numbers(new SpacingValue("H", "input"), image)![0], 1e-12);
        Assert.Equal([4.0], AttributeNumbers.Numbers(new SizeValue("D", "source"), image)!);
        Assert.Equal([7.0], AttributeNumbers.Numbers(new SizeValue("D", "input"), image)!);
        Assert.Equal([3.0, 4.0], AttributeNumbers.Numbers(new ConstantValue([3, 4]), image)!);
    }

    [Fact]
    public void Read_MissingAttribute_IsNotApplicableAndNamesNoValue()
    {
        using PipelineImage image = Image(("PatientAge", ["secret"]));
        ModelManifest manifest = Releases.Manifest("phantom-ct-lesion");
        manifest = manifest with { Inputs = [.. manifest.Inputs, new AttributeInput("age", "float32", [1, 1], [new NumberValue("PatientAge", "years", 0, 1, null)])] };
        StageStop? stop = AttributeNumbers.Read(manifest, image);
        Assert.Equal(ResultOutcome.NotApplicable, stop?.Outcome);
        Assert.Contains("PatientAge", stop!.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", stop.Reason, StringComparison.Ordinal);
    }

    private static PipelineImage Image(params (string Keyword, string[] Values)[] attributes)
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.SOPInstanceUID, "1.2.3");
        foreach ((string keyword, string[] values) in attributes)
        {
            Assert.True(DicomDictionary.TryFindKeyword(keyword, out DicomTag tag));
            dataset.Set(tag, values);
        }

        var image = new PipelineImage();
        image.Reset(
            [new SourceInstance("1.2.3", "none", "none", new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian))],
            new VolumeShape(4, 5, 6),
            new VolumeGeometry(default, new(0, 0, 5), new(0, 0.75, 0), new(0.75, 0, 0))).Fill(1);
        return image;
    }
}

using System.Globalization;
using System.Text.Json;
using Edge.Contracts;
using Edge.Inference.Pipeline.Postprocess;
using Edge.Inference.Volumes;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Each step after the network against the values of references/, which numpy, scipy and torch computed.</summary>
public sealed class PostprocessReferenceTests
{
    public static TheoryData<string> SigmoidCases => ReferenceCase.Names("sigmoid");

    public static TheoryData<string> SoftmaxCases => ReferenceCase.Names("softmax");

    public static TheoryData<string> ArgmaxCases => ReferenceCase.Names("argmax");

    public static TheoryData<string> ThresholdCases => ReferenceCase.Names("threshold");

    public static TheoryData<string> MinVolumeCases => ReferenceCase.Names("min-volume-ml");

    public static TheoryData<string> InvertGeometryCases => ReferenceCase.Names("invert-geometry");

    public static TheoryData<string> MeasureCases => ReferenceCase.Names("measure");

    [Theory]
    [MemberData(nameof(SigmoidCases))]
    public void Sigmoid_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("sigmoid", name);
        float[] scores = reference.Input;
        ChannelScores.Sigmoid(scores);
        reference.AssertClose(reference.Expected, scores);
    }

    [Theory]
    [MemberData(nameof(SoftmaxCases))]
    public void Softmax_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("softmax", name);
        float[] scores = reference.Input;
        ChannelScores.Softmax(scores, Channels(reference));
        reference.AssertClose(reference.Expected, scores);
    }

    [Theory]
    [MemberData(nameof(ArgmaxCases))]
    public void Argmax_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("argmax", name);
        byte[] labels = new byte[reference.Input.Length / Channels(reference)];
        ChannelScores.Argmax(reference.Input, Channels(reference), labels);
        Assert.Equal(ReferenceCase.Numbers(reference.Expected), labels.Select(label => (double)label));
    }

    [Theory]
    [MemberData(nameof(ThresholdCases))]
    public void Threshold_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("threshold", name);
        ModelManifest classifier = Releases.Manifest("phantom-radiograph");
        FindingOutput[] outputs =
            [.. reference.Input.Select((_, channel) => classifier.Outputs.Findings[0] with { Channel = channel, Label = $"{channel}" })];
        ModelManifest manifest = classifier with { Postprocess = [reference.Postprocess], Outputs = classifier.Outputs with { Findings = outputs } };
        IReadOnlyList<Finding> findings = GivenOutputs.Findings(manifest, reference.Input);
        Assert.Equal(reference.Expected.GetProperty("present").EnumerateArray().Select(present => present.GetBoolean()), findings.Select(finding => finding.Present));
    }

    [Theory]
    [MemberData(nameof(MinVolumeCases))]
    public void MinVolume_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("min-volume-ml", name);
        byte[] labels = reference.Labels;
        ConnectedComponents.RemoveSmall(labels, reference.InputShape, areBits: false, reference.Geometry.VoxelMl, ((MinVolumeStep)reference.Postprocess).Value);
        Assert.Equal(ReferenceCase.Numbers(reference.Expected), labels.Select(label => (double)label));
    }

    [Theory]
    [MemberData(nameof(InvertGeometryCases))]
    public void InvertGeometry_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("invert-geometry", name);
        int[] sorted = [.. reference.Attributes.GetProperty("sortedShape").EnumerateArray().Select(size => size.GetInt32())];
        double[] spacingMm = [.. reference.Attributes.GetProperty("spacingMm").EnumerateArray().Select(size => size.GetDouble())];
        var stackShape = new VolumeShape(sorted[0], sorted[1], sorted[2]);
        byte[] labels = new byte[stackShape.Count];
        var plan = AxisPlan.ToLps(reference.Geometry);
        GridMap map = GridMap.Identity.Oriented(plan, stackShape).Resampled(plan.Apply(reference.Geometry, stackShape), spacingMm);
        LabelInversion.ToSource(reference.Labels, reference.InputShape, map, stackShape, labels);
        Assert.Equal(ReferenceCase.Numbers(reference.Expected.GetProperty("array")), labels.Select(label => (double)label));
    }

    [Theory]
    [MemberData(nameof(MeasureCases))]
    public void Measure_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("measure", name);
        var labels = new LabelVolume(reference.Labels, reference.InputShape, reference.Geometry);
        foreach (JsonProperty volume in reference.Expected.GetProperty("volumesMl").EnumerateObject())
        {
            int label = int.Parse(volume.Name, CultureInfo.InvariantCulture);
            reference.AssertClose(volume.Value.GetDouble(), labels.VolumeMl(label), $"volume of {label}");
        }
    }

    private static int Channels(ReferenceCase reference) => reference.Json.GetProperty("input").GetProperty("shape")[0].GetInt32();
}

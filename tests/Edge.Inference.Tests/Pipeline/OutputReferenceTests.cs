using System.Text.Json;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Postprocess;
using Edge.Inference.Volumes;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Steps on scores, labels and boxes against the values of references/ that tools/models/output_steps.py computed.</summary>
public sealed class OutputReferenceTests
{
    public static TheoryData<string> CalibrateCases => ReferenceCase.Names("calibrate");

    public static TheoryData<string> ThresholdBitsCases => ReferenceCase.Names("threshold-bits");

    public static TheoryData<string> LargestComponentCases => ReferenceCase.Names("largest-component");

    public static TheoryData<string> DiameterCases => ReferenceCase.Names("diameter");

    public static TheoryData<string> MeanCases => ReferenceCase.Names("mean");

    public static TheoryData<string> InvertMovesCases => ReferenceCase.Names("invert-moves");

    [Theory]
    [MemberData(nameof(CalibrateCases))]
    public void Calibrate_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("calibrate", name);
        float[] scores = reference.Input;
        int channels = reference.InputShape.Height;
        ScoreSteps.Apply([reference.Postprocess], scores, channels, scores.Length / channels, scores.Length / channels);
        reference.AssertClose(reference.Expected, scores);
    }

    [Theory]
    [MemberData(nameof(ThresholdBitsCases))]
    public void Threshold_OfAVolume_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("threshold-bits", name);
        IReadOnlyList<double> points = ((ThresholdStep)reference.Postprocess).OperatingPoints;
        byte[] bits = new byte[reference.Input.Length / points.Count];
        ChannelScores.Threshold(reference.Input, points, bits.Length, bits);
        Assert.Equal(ReferenceCase.Numbers(reference.Expected), bits.Select(bit => (double)bit));
    }

    [Theory]
    [MemberData(nameof(LargestComponentCases))]
    public void LargestComponent_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("largest-component", name);
        byte[] labels = reference.Labels;
        ConnectedComponents.KeepLargest(labels, reference.InputShape, areBits: reference.Json.TryGetProperty("attributes", out _));
        Assert.Equal(ReferenceCase.Numbers(reference.Expected), labels.Select(label => (double)label));
    }

    [Theory]
    [MemberData(nameof(DiameterCases))]
    public void Diameter_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("diameter", name);
        bool isImage = !reference.Json.TryGetProperty("geometry", out _);
        var labels = new LabelVolume(reference.Labels, reference.InputShape, isImage ? null : reference.Geometry);
        using var image = new PipelineImage();
        SourceInstance instance = WithPixelSpacing(reference, isImage);
        image.Reset([instance], reference.InputShape, labels.Geometry);
        foreach (JsonProperty expected in reference.Expected.GetProperty("diameterMm").EnumerateObject())
        {
            double? diameter = InPlaneDiameter.LongestMm(labels, int.Parse(expected.Name, null), PlaneSpacing.Of(labels, image));
            if (expected.Value.ValueKind == JsonValueKind.Null)
            {
                Assert.Null(diameter);
            }
            else
            {
                reference.AssertClose(expected.Value.GetDouble(), diameter!.Value, $"diameter of {expected.Name}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(MeanCases))]
    public void Mean_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("mean", name);
        using var image = new PipelineImage();
        ModelManifest manifest = Releases.Manifest("phantom-ct-lesion");
        List<SourceInstance> slices =
        [
            .. Releases.Inputs(Releases.CtLesion, name).Select(path => DicomFile.Open(path))
                .Select(file => new SourceInstance(file.Dataset.GetString(DicomTag.SOPInstanceUID)!, "none", "none", file)),
        ];
        using var loader = new ImageLoader();
        Assert.Null(loader.Load(manifest, slices, image, TestContext.Current.CancellationToken));
        VolumeShape shape = image.StackShape;
        byte[] labels = new byte[shape.Count];
        for (int index = 0; index < labels.Length; index++)
        {
            (int d, int rest) = Math.DivRem(index, shape.SliceCount);
            (int h, int w) = Math.DivRem(rest, shape.Width);
            int number = ((3 * d) + (5 * h) + (7 * w)) % 11;
            labels[index] = number < 2 ? (byte)1 : number == 2 ? (byte)2 : (byte)0;
        }

        SegmentOutput[] segments = [.. Enumerable.Range(1, 3).Select(channel => manifest.Outputs.Segments[0] with { Channel = channel })];
        var volume = new LabelVolume(labels, shape, image.StackGeometry);
        Assert.Null(ModalityMeans.Take(volume, segments, image.Instances, TestContext.Current.CancellationToken, out double?[] means));
        JsonElement expected = reference.Expected.GetProperty("means");
        reference.AssertClose(expected.GetProperty("1").GetDouble(), means[0]!.Value, "mean of 1");
        reference.AssertClose(expected.GetProperty("2").GetDouble(), means[1]!.Value, "mean of 2");
        Assert.Null(means[2]);
    }

    [Theory]
    [MemberData(nameof(InvertMovesCases))]
    public void InvertGeometry_AfterAnyStep_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("invert-moves", name);
        int[] size = [.. reference.Attributes.GetProperty("sourceShape").EnumerateArray().Select(value => value.GetInt32())];
        var source = new VolumeShape(size[0], size[1], size[2]);
        GridMap map = ReadMap(reference.Attributes.GetProperty("moves"));

        byte[] labels = new byte[source.Count];
        LabelInversion.ToSource(reference.Labels, reference.InputShape, map, source, labels);
        Assert.Equal(ReferenceCase.Numbers(reference.Expected.GetProperty("labels")), labels.Select(label => (double)label));

        float[] scores = new float[source.Count];
        var sampling = new ScoreSampling(map, source, reference.InputShape);
        for (int slice = 0; slice < source.Depth; slice++)
        {
            sampling.ReadSlice(reference.Input, slice, scores.AsSpan(slice * source.SliceCount, source.SliceCount));
        }

        reference.AssertClose(reference.Expected.GetProperty("scores"), scores);
    }

    private static GridMap ReadMap(JsonElement moves)
    {
        GridMap map = GridMap.Identity;
        for (int axis = 0; axis < 3; axis++)
        {
            foreach (JsonElement move in moves[axis].EnumerateArray())
            {
                double[] numbers = [.. move.EnumerateArray().Skip(1).Select(number => number.GetDouble())];
                map = map.Moved(axis, move[0].GetString() switch
                {
                    "flip" => AxisMove.Flip((int)numbers[0]),
                    "resample" => AxisMove.Resample(numbers[0], numbers[1]),
                    "resize" => AxisMove.Resize((int)numbers[0], (int)numbers[1]),
                    "crop" => AxisMove.Crop((int)numbers[0], (int)numbers[1]),
                    _ => AxisMove.Pad((int)numbers[0]),
                });
            }
        }

        return map;
    }

    private static SourceInstance WithPixelSpacing(ReferenceCase reference, bool isImage)
    {
        var attributes = new DicomDataset();
        attributes.Set(DicomTag.SOPInstanceUID, "1.2.3");
        if (isImage)
        {
            double[] spacing = [.. reference.Attributes.GetProperty("pixelSpacing").EnumerateArray().Select(value => value.GetDouble())];
            attributes.Set(DicomTag.PixelSpacing, FormattableString.Invariant($"{spacing[0]}"), FormattableString.Invariant($"{spacing[1]}"));
        }

        return new SourceInstance("1.2.3", "none", "none", new DicomFile(attributes, DicomTransferSyntax.ExplicitVRLittleEndian));
    }
}

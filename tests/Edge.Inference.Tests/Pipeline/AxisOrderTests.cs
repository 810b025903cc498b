using System.Text.Json;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Postprocess;
using Edge.Inference.Volumes;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Networks whose axes lie otherwise than D, H, W: outputs against what torch computes on [W,H,D] (tools/models/axis_order.py).</summary>
public sealed class AxisOrderTests
{
    private static readonly CodedConcept Code = new("52988006", "SCT", "Lesion");

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (string name in ReferenceCase.Names("nifti-axes").Select(row => row.Data))
            {
                cases.Add(name, "scores", "NCWHD");
                cases.Add(name, "last", "NWHDC");
                if (!name.StartsWith("windows", StringComparison.Ordinal))
                {
                    cases.Add(name, "labels", "NWHD");
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_NiftiAxes_GivesTorchsLabelsInTheSourcesOrder(string name, string output, string layout)
    {
        ReferenceCase reference = ReferenceCase.Find("nifti-axes", name);
        TileStep? tile = reference.Json.GetProperty("parameters").ValueKind == JsonValueKind.Null ? null : (TileStep)reference.Preprocess;
        using LoadedModel model = Load(output, layout, tile);
        PipelineImage image = model.Image;
        VolumeShape shape = reference.InputShape;
        reference.Input.CopyTo(image.Reset([Instance()], shape, new VolumeGeometry(default, new(0, 0, 1), new(0, 1, 0), new(1, 0, 0))));
        using TiledRun? tiled = tile is null ? null : new TiledRun(model, tile);
        Assert.Null(tiled?.Run(TestContext.Current.CancellationToken));
        using NetworkOutputs outputs = tiled is null ? model.Network.Run(image.Volume, TestContext.Current.CancellationToken) : NetworkOutputs.None();
        if (tiled is null && layout.Contains('C', StringComparison.Ordinal))
        {
            AssertScores(reference, outputs.All[0]);
        }

        var postprocessor = new Postprocessor(model.Manifest, image) { Reduced = tiled?.Reduced ?? new Dictionary<string, SegmentReduction>() };
        using PipelineOutcome outcome = postprocessor.Run(outputs, TestContext.Current.CancellationToken);

        Assert.Null(outcome.Stop);
        LabelVolume labels = Assert.Single(outcome.Segmentations).Labels;
        Assert.Equal(shape, labels.Shape);
        Assert.Equal(ReferenceCase.Numbers(reference.Expected.GetProperty("labels")), labels.Labels.ToArray().Select(label => (double)label));
    }

    [Theory]
    [InlineData("NCHW")]
    [InlineData("NHWC")]
    [InlineData("NCWH")]
    [InlineData("NWHC")]
    [InlineData("NWCH")]
    [InlineData("CWHN")]
    public void Of_AnyOrderOfAnImagesAxes_BringsThemIntoOne(string layout)
    {
        (int channels, int height, int width) = (3, 4, 5);
        long[] shape = [.. layout.Select(axis => axis switch { 'C' => (long)channels, 'H' => height, 'W' => width, _ => 1 })];
        float[] values = new float[channels * height * width];
        int at = 0;
        foreach (int[] place in Places(shape))
        {
            int Along(char axis) => place[layout.IndexOf(axis, StringComparison.Ordinal)];
            values[at++] = (100 * Along('C')) + (10 * Along('H')) + Along('W');
        }

        using NetworkOutputs outputs = GivenOutputs.Of([new OutputTensor("scores", "float32", layout)], GivenOutputs.Tensor(values, shape));

        NetworkOutput output = Assert.Single(outputs.All);
        Assert.Equal((channels, height, width), (output.Channels, output.Size('H'), output.Size('W')));
        float[] expected = [.. from c in Enumerable.Range(0, channels) from h in Enumerable.Range(0, height) from w in Enumerable.Range(0, width) select (float)((100 * c) + (10 * h) + w)];
        Assert.Equal(expected, output.Values.ToArray());
        Assert.All(Places(shape), place => Assert.Equal(
            (100 * place[layout.IndexOf('C', StringComparison.Ordinal)]) + (10 * place[layout.IndexOf('H', StringComparison.Ordinal)]) + place[layout.IndexOf('W', StringComparison.Ordinal)],
            output.At(place)));
    }

    /// <summary>Every place of a shape, last axis fastest.</summary>
    private static IEnumerable<int[]> Places(long[] shape)
    {
        for (long index = 0; index < shape.Aggregate((a, b) => a * b); index++)
        {
            int[] place = new int[shape.Length];
            long rest = index;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                (rest, long along) = Math.DivRem(rest, shape[axis]);
                place[axis] = (int)along;
            }

            yield return place;
        }
    }

    private static void AssertScores(ReferenceCase reference, NetworkOutput output)
    {
        reference.AssertClose(reference.Expected.GetProperty("scores"), output.Values);
        double[] expected = ReferenceCase.Numbers(reference.Expected.GetProperty("scores"));
        VolumeShape shape = reference.InputShape;
        (int c, int d, int h, int w) = (1, 2, 3, 4);
        int[] probe = output.Declared.Layout == "NCWHD" ? [0, c, w, h, d] : [0, w, h, d, c];
        reference.AssertClose(expected[(((((c * shape.Depth) + d) * shape.Height) + h) * shape.Width) + w], output.At(probe)!.Value, "probe");
    }

    private static LoadedModel Load(string output, string layout, TileStep? tile)
    {
        ModelManifest sample = Releases.Manifest("phantom-ct-lesion");
        ModelManifest manifest = sample with
        {
            Monitor = null,
            Inputs = [sample.Image with { Layout = "NCWHD", Dimensions = [.. "NCWHD".Select(axis => new TensorDimension(axis.ToString(), 1, axis is 'N' or 'C' ? 1 : 64, 1))] }],
            Preprocess = [new ModalityLutStep(), new SortSlicesStep(), .. tile is null ? Array.Empty<PreprocessStep>() : [tile]],
            Postprocess = layout.Contains('C', StringComparison.Ordinal) ? [new ArgmaxStep(), new InvertGeometryStep()] : [new InvertGeometryStep()],
            Outputs = new ModelOutputs(
                [new OutputTensor(output, output == "labels" ? "int64" : "float32", layout)],
                [],
                [new SegmentOutput(1, "one", Code, 0), new SegmentOutput(2, "two", Code, 0)],
                [],
                [],
                ["seg"]),
        };
        Assert.Null(ManifestCheck.FirstProblem(manifest));
        var network = Network.Create(
            Path.Combine(TestFolders.References, "nifti-axes.onnx"), manifest, new EngineSettings(["cpu"], Threads: 1, SpinDurationUs: 0), out string? refusal);
        Assert.Null(refusal);
        return new LoadedModel(new ModelIdentity("axes", "1.0.0", "none", null), manifest, network!, new EngineUsed("cpu", [], "none", 1), new PipelineImage());
    }

    private static SourceInstance Instance()
    {
        var attributes = new DicomDataset();
        attributes.Set(DicomTag.SOPInstanceUID, "1.2.3");
        return new SourceInstance("1.2.3", "none", "none", new DicomFile(attributes, DicomTransferSyntax.ExplicitVRLittleEndian));
    }
}

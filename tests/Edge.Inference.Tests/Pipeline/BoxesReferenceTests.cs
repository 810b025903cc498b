using System.Text.Json;
using Edge.Contracts;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Postprocess;
using Edge.Inference.Volumes;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Boxes of every common form against torchvision's definitions (tools/models/output_steps.py).</summary>
public sealed class BoxesReferenceTests
{
    public static TheoryData<string> BoxesCases => ReferenceCase.Names("boxes");

    [Theory]
    [MemberData(nameof(BoxesCases))]
    public void Boxes_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("boxes", name);
        ModelManifest manifest = ManifestOf(reference);
        using var image = new PipelineImage();
        VolumeShape grid = Size(reference, "grid");
        VolumeShape source = Size(reference, "source");
        image.Reset([], source, grid.Depth > 1 ? new VolumeGeometry(default, new(0, 0, 1), new(0, 1, 0), new(1, 0, 0)) : null);
        image.Map = GridMap.Identity.Resized(source, grid);
        image.Volume.Reset(grid, image.StackGeometry);
        OrtValue[] values = [.. reference.Attributes.GetProperty("outputs").EnumerateArray().Select(Tensor)];
        using NetworkOutputs outputs = GivenOutputs.Of(manifest.Outputs.Tensors, values);

        using PipelineOutcome outcome = new Postprocessor(manifest, image).Run(outputs, TestContext.Current.CancellationToken);

        Assert.Null(outcome.Stop);
        foreach (DetectionOutput detection in manifest.Outputs.Detections)
        {
            JsonElement[] expected =
                [.. reference.Expected.GetProperty("boxes").EnumerateArray().Where(box => box.GetProperty("class").GetInt32() == detection.Class)];
            Finding finding = outcome.Findings.Single(finding => finding.Label == detection.Label);
            Assert.Equal(expected.Length > 0, finding.Present);
            Assert.Equal(expected.Length, finding.Boxes!.Count);
            for (int index = 0; index < expected.Length; index++)
            {
                AssertBox(reference, expected[index], finding.Boxes[index]);
            }
        }
    }

    [Fact]
    public void Boxes_OutputsOfDifferentCounts_FailsAndSaysSo()
    {
        ReferenceCase reference = ReferenceCase.Find("boxes", "nothing reaches the threshold");
        ModelManifest manifest = ManifestOf(reference);
        using var image = new PipelineImage();
        image.Reset([], new VolumeShape(1, 8, 8), null);
        using NetworkOutputs outputs = GivenOutputs.Of(
            manifest.Outputs.Tensors,
            GivenOutputs.Tensor(new float[8], 2, 4),
            GivenOutputs.Tensor(new float[3], 3),
            GivenOutputs.Tensor(new float[2], 2));
        using PipelineOutcome outcome = new Postprocessor(manifest, image).Run(outputs, TestContext.Current.CancellationToken);
        Assert.Equal(ResultOutcome.Failed, outcome.Stop?.Outcome);
        Assert.Contains("does not fit its manifest", outcome.Stop!.Reason, StringComparison.Ordinal);
    }

    private static void AssertBox(ReferenceCase reference, JsonElement expected, DetectedBox actual)
    {
        reference.AssertClose(expected.GetProperty("score").GetDouble(), actual.Score, "score");
        for (int axis = 0; axis < actual.Min.Count; axis++)
        {
            reference.AssertClose(expected.GetProperty("min")[axis].GetDouble(), actual.Min[axis], $"min[{axis}]");
            reference.AssertClose(expected.GetProperty("max")[axis].GetDouble(), actual.Max[axis], $"max[{axis}]");
        }
    }

    private static ModelManifest ManifestOf(ReferenceCase reference)
    {
        ModelManifest sample = Releases.Manifest("phantom-radiograph");
        var step = (BoxesStep)reference.Postprocess;
        OutputTensor[] tensors =
        [
            .. reference.Attributes.GetProperty("outputs").EnumerateArray().Select(
                output => new OutputTensor(output.GetProperty("tensor").GetString()!, "float32", output.GetProperty("layout").GetString()!)),
        ];
        DetectionOutput[] detections =
        [
            .. reference.Attributes.GetProperty("classes").EnumerateArray().Select(
                number => new DetectionOutput(number.GetInt32(), $"class {number}", sample.Outputs.Findings[0].Code)),
        ];
        return sample with
        {
            Postprocess = [step, new InvertGeometryStep { Tensor = step.Boxes }],
            Outputs = new ModelOutputs(tensors, [], [], [], detections, []),
        };
    }

    private static OrtValue Tensor(JsonElement output)
    {
        JsonElement array = output.GetProperty("array");
        long[] shape = [.. array.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        return GivenOutputs.Tensor([.. ReferenceCase.Numbers(array).Select(value => (float)value)], shape);
    }

    private static VolumeShape Size(ReferenceCase reference, string name)
    {
        int[] size = [.. reference.Attributes.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];
        return new VolumeShape(size[0], size[1], size[2]);
    }
}

using Edge.Contracts;
using Edge.Inference.Engine;

namespace Edge.Inference.Tests.Engine;

public sealed class ShapeProfileTests
{
    private static readonly ModelManifest Volume = Releases.Manifest("phantom-ct-lesion");

    [Fact]
    public void Of_OpenAxesInSteps_RoundsIntoTheRange()
    {
        ShapeProfile shapes = Of(new("N", 1, 1, 1), new("C", 1, 1, 1), new("D", 1, 100, 8), new("H", 32, 64, 16), new("W", 33, 64, 16));
        Assert.Equal(("image:1x1x8x32x48", "image:1x1x96x64x64"), (shapes.Least, shapes.Greatest));
        Assert.False(shapes.IsFixed);
    }

    [Fact]
    public void Of_OneSizeAlongEachAxis_IsFixed() =>
        Assert.True(Of(new("N", 1, 1, 1), new("C", 1, 1, 1), new("D", 8, 8, 1), new("H", 32, 32, 16), new("W", 32, 32, 1)).IsFixed);

    [Fact]
    public void Options_OpenAxes_NameTheProfilesThatTensorrtIsToBuildFor()
    {
        var rung = new TensorrtRung(EngineRungs.TensorrtFp16, IsHalfPrecision: true);
        ShapeProfile open = Of(new("N", 1, 1, 1), new("C", 1, 1, 1), new("D", 8, 16, 1), new("H", 32, 32, 1), new("W", 32, 32, 1));
        IReadOnlyDictionary<string, string> options = rung.Options(EngineConfig.Default with { DlaCore = 1, CudaGraph = true, WorkspaceMiB = 2 }, open);
        Assert.Equal("image:1x1x8x32x32", options["trt_profile_min_shapes"]);
        Assert.Equal("image:1x1x16x32x32", options["trt_profile_max_shapes"]);
        Assert.Equal(("1", "1", "1", "2097152"), (options["trt_fp16_enable"], options["trt_dla_enable"], options["trt_dla_core"], options["trt_max_workspace_size"]));

        // A graph of launches replays one shape.
        Assert.Equal("0", options["trt_cuda_graph_enable"]);
    }

    [Fact]
    public void Options_FixedShapes_RecordNoLaunches()
    {
        // A recorded graph replays on the memory it was recorded with; nothing is bound there for good.
        ShapeProfile one = Of(new("N", 1, 1, 1), new("C", 1, 1, 1), new("D", 8, 8, 1), new("H", 32, 32, 1), new("W", 32, 32, 1));
        EngineConfig config = EngineConfig.Default with { CudaGraph = true };
        Assert.Equal("0", new TensorrtRung(EngineRungs.TensorrtFp32, IsHalfPrecision: false).Options(config, one)["trt_cuda_graph_enable"]);
        Assert.Equal("0", new CudaRung().Options(config, one)["enable_cuda_graph"]);
    }

    private static ShapeProfile Of(params TensorDimension[] dimensions) =>
        ShapeProfile.Of(Volume with { Inputs = [new ImageInput("image", "float32", "NCDHW", dimensions)] });
}

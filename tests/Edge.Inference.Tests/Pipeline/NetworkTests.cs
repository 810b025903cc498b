using Edge.Contracts;
using Edge.Inference.Pipeline;
using Edge.Inference.Volumes;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Tests.Pipeline;

public sealed class NetworkTests
{
    private static readonly EngineSettings Settings = new(["cpu"], Threads: 2, SpinDurationUs: 1000);

    [Fact]
    public void Run_DeadlinePassesWithinTheNetwork_EndsTheRun()
    {
        using Network network = Meshnet();
        var image = new ImageVolume();
        image.Reset(new VolumeShape(128, 128, 128), null).Fill(0.5f);

        // How long a run takes is not this test's business: the deadline shrinks until it falls within one.
        bool ended = false;
        for (int milliseconds = 2048; !ended && milliseconds > 0; milliseconds /= 2)
        {
            using var deadline = new CancellationTokenSource(milliseconds);
            try
            {
                network.Run(image, deadline.Token).Dispose();
            }
            catch (OperationCanceledException)
            {
                ended = true;
            }
        }

        Assert.True(ended);
    }

    [Fact]
    public void Run_AfterATerminatedRun_GivesWhatItGaveBefore()
    {
        using Network network = Meshnet();
        var image = new ImageVolume();
        Span<float> values = image.Reset(new VolumeShape(48, 48, 48), null);
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = index % 97 / 97f;
        }

        using NetworkOutputs before = network.Run(image, CancellationToken.None);
        Assert.Throws<OperationCanceledException>(() => network.Run(image, new CancellationToken(canceled: true)).Dispose());
        using NetworkOutputs after = network.Run(image, CancellationToken.None);
        Assert.True(before.All[0].Values.SequenceEqual(after.All[0].Values));
    }

    [Fact]
    public void CheckShape_OutsideTheManifest_SaysAlongWhichAxis()
    {
        var network = Network.Create(Path.Combine(Releases.CtLesion, "model.onnx"), Releases.Manifest("phantom-ct-lesion"), Settings, out string? refusal);
        using (network)
        {
            Assert.Null(refusal);
            Assert.Null(network!.CheckShape(new VolumeShape(32, 64, 64)));
            Assert.Equal("After preprocessing the input has 257 along H; the model takes 1 to 256.", network.CheckShape(new VolumeShape(32, 257, 64)));
        }
    }

    [Theory]
    [InlineData("pixels", "logits", "The model's inputs are image; its manifest names pixels.")]
    [InlineData("image", "scores", "The model's outputs are logits of Float; its manifest names scores of float32.")]
    public void Create_NamesThatTheGraphLacks_Refuses(string input, string output, string reason)
    {
        ModelManifest manifest = Releases.Manifest("phantom-ct-lesion");
        manifest = manifest with { Inputs = [manifest.Image with { Tensor = input }], Outputs = manifest.Outputs with { Tensors = [new OutputTensor(output, "float32", "NCDHW")] } };
        Assert.Null(Network.Create(Path.Combine(Releases.CtLesion, "model.onnx"), manifest, Settings, out string? refusal));
        Assert.Equal(reason, refusal);
    }

    [Fact]
    public void Run_ImageAndNumbers_EachReachesItsTensor()
    {
        // tools/models/two_inputs.py: uint8 [1,H,W,1] and float32 [1,2]; scores are the mean of the image, then the two numbers.
        ModelManifest manifest = Releases.Manifest("phantom-radiograph");
        TensorDimension one = new("N", 1, 1, 1);
        manifest = manifest with
        {
            Inputs =
            [
                new AttributeInput("clinical", "float32", [1, 2], [new ConstantValue([0, 0])]),
                new ImageInput("image", "uint8", "NHWC", [one, new("H", 1, 9, 1), new("W", 1, 9, 1), one with { Name = "C" }]),
            ],
            Outputs = manifest.Outputs with { Tensors = [new OutputTensor("scores", "float32", "NC")] },
        };
        using var network = Network.Create(Path.Combine(TestFolders.References, "two-inputs.onnx"), manifest, Settings, out string? refusal);
        Assert.Null(refusal);
        using var image = new ImageVolume();
        new[] { 0.6f, 2.4f, 300f, -5f }.CopyTo(image.Reset(new VolumeShape(1, 2, 2), null));
        using NetworkOutputs outputs = network!.Run(image, CancellationToken.None, [[41.5, -2]]);

        // (1 + 2 + 255 + 0) / 4
        Assert.Equal([64.5f, 41.5f, -2f], outputs.Get(null).Values.ToArray());
    }

    [Fact]
    public void Create_GraphThatReadsMore_NamesIt()
    {
        ModelManifest manifest = Releases.Manifest("phantom-radiograph");
        Assert.Null(Network.Create(Path.Combine(TestFolders.References, "two-inputs.onnx"), manifest, Settings, out string? refusal));
        Assert.Equal("The model's inputs are image, clinical; its manifest names image.", refusal);
    }

    [Theory]
    [InlineData("MODEL_CARD.md")]
    [InlineData("none.onnx")]
    public void Create_FileThatCannotBeReadAsAModel_ThrowsSinceThatMayPass(string file) =>
        Assert.Throws<OnnxRuntimeException>(
            () => Network.Create(Path.Combine(Releases.CtLesion, file), Releases.Manifest("phantom-ct-lesion"), Settings, out _));

    private static Network Meshnet()
    {
        string path = TestFolders.RequireShared("data", "models", "meshnet_gwm_light_dynamic.onnx");
        using var options = Settings.ToSessionOptions();
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(path, options);
        ModelManifest manifest = Releases.Manifest("phantom-ct-lesion");
        manifest = manifest with
        {
            Inputs = [manifest.Image with { Tensor = session.InputNames[0] }],
            Outputs = manifest.Outputs with { Tensors = [new OutputTensor(session.OutputNames[0], "float32", "NCDHW")] },
        };
        return Network.Create(path, manifest, Settings, out string? refusal) ?? throw new InvalidOperationException(refusal);
    }
}

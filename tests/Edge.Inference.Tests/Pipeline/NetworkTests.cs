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

using Edge.Inference.Engine;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Tests.OnnxRuntime;

/// <summary>Providers, bindings and the record of nodes, with the real library, which has the CPU alone.</summary>
public sealed class ProviderTests
{
    private static readonly string Radiograph = Path.Combine(TestFolders.Releases, "phantom-radiograph", "1.0.0", "model.onnx");

    [Fact]
    public void Append_TensorrtInACpuBuild_ThrowsAndTheOptionsStayUsable()
    {
        using var options = new SessionOptions();
        var thrown = Assert.Throws<OnnxRuntimeException>(() =>
        {
            using var tensorrt = new OrtTensorRTProviderOptions();
            options.AppendExecutionProvider_Tensorrt(tensorrt);
        });
        Assert.Contains("TensorRT", thrown.Message, StringComparison.Ordinal);
        AssertRunsOnTheCpu(options);
    }

    [Fact]
    public void Append_CudaInACpuBuild_ThrowsAndTheOptionsStayUsable()
    {
        using var options = new SessionOptions();
        var thrown = Assert.Throws<OnnxRuntimeException>(() =>
        {
            using var cuda = new OrtCUDAProviderOptions();
            options.AppendExecutionProvider_CUDA(cuda);
        });
        Assert.Contains("CUDA", thrown.Message, StringComparison.OrdinalIgnoreCase);
        AssertRunsOnTheCpu(options);
    }

    [Fact]
    public void GetEpGraphAssignmentInfo_NotKept_Throws()
    {
        using var options = new SessionOptions();
        using var session = new InferenceSession(Radiograph, options);
        Assert.Throws<OnnxRuntimeException>(() => session.GetEpGraphAssignmentInfo());
    }

    [Fact]
    public void RunWithBinding_BoundAndAllocatedOutputs_AreWhatRunGives()
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(Radiograph, options);
        using var run = new RunOptions();
        float[] pixels = [.. Enumerable.Range(0, 128 * 128).Select(index => index % 251 / 251f)];
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 1, 128, 128]);
        using DisposableList<OrtValue> expected = session.Run(run, session.InputNames, [input], session.OutputNames);
        float[] scores = expected[0].GetTensorDataAsSpan<float>().ToArray();

        using OrtIoBinding binding = session.CreateIoBinding();
        binding.BindInput(session.InputNames[0], input);
        binding.BindOutputToDevice(session.OutputNames[0], OrtMemoryInfo.DefaultInstance);
        binding.SynchronizeBoundInputs();
        session.RunWithBinding(run, binding);
        binding.SynchronizeBoundOutputs();
        Assert.Equal(session.OutputNames, binding.GetOutputNames());
        using (DisposableList<OrtValue> allocated = binding.GetOutputValues())
        {
            Assert.Equal(scores, allocated[0].GetTensorDataAsSpan<float>().ToArray());
        }

        binding.ClearBoundOutputs();
        float[] own = new float[scores.Length];
        using var output = OrtValue.CreateTensorValueFromMemory(own, expected[0].GetTensorTypeAndShape().Shape);
        binding.BindOutput(session.OutputNames[0], output);
        session.RunWithBinding(run, binding);
        Assert.Equal(scores, own);
        binding.ClearBoundInputs();
        Assert.Throws<OnnxRuntimeException>(() => session.RunWithBinding(run, binding));
    }

    [Fact]
    public void BindInput_NameThatTheGraphLacks_Throws()
    {
        using var options = new SessionOptions();
        using var session = new InferenceSession(Radiograph, options);
        using OrtIoBinding binding = session.CreateIoBinding();
        using var value = OrtValue.CreateTensorValueFromMemory(new float[4], [4]);
        Assert.Throws<OnnxRuntimeException>(() => binding.BindInput("none", value));
    }

    private static void AssertRunsOnTheCpu(SessionOptions options)
    {
        options.AddSessionConfigEntry(NodeAssignment.RecordKey, "1");
        using var session = new InferenceSession(Radiograph, options);
        Assert.Equal(1, NodeAssignment.Fraction(session, "CPUExecutionProvider"));
        Assert.Equal(0, NodeAssignment.Fraction(session, "TensorrtExecutionProvider"));
        Assert.Contains(session.GetEpGraphAssignmentInfo().SelectMany(subgraph => subgraph.Nodes), node => node.OperatorType == "Conv");
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(new float[128 * 128], [1, 1, 128, 128]);
        using DisposableList<OrtValue> outputs = session.Run(run, session.InputNames, [input], session.OutputNames);
        using var plain = new SessionOptions();
        using var reference = new InferenceSession(Radiograph, plain);
        using DisposableList<OrtValue> expected = reference.Run(run, session.InputNames, [input], session.OutputNames);
        Assert.Equal(expected[0].GetTensorDataAsSpan<float>().ToArray(), outputs[0].GetTensorDataAsSpan<float>().ToArray());
    }
}

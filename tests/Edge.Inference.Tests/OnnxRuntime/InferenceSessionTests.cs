using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Edge.Inference.Tests.OnnxRuntime;

public sealed class InferenceSessionTests
{
    private static readonly string Radiograph = Path.Combine(TestFolders.Releases, "phantom-radiograph", "1.0.0", "model.onnx");

    [Fact]
    public void Metadata_Mnist_IsTheGraphs()
    {
        using InferenceSession session = Open(TestFolders.RequireShared("data", "models", "mnist_winml.onnx"));
        NodeMetadata input = session.InputMetadata[session.InputNames[0]];
        Assert.Equal([1, 1, 28, 28], input.Dimensions);
        Assert.Equal(TensorElementType.Float, input.ElementDataType);
        Assert.Equal([1, 10], session.OutputMetadata[session.OutputNames[0]].Dimensions);
    }

    [Fact]
    public void Metadata_OpenAxes_AreMinusOneWithTheirNames()
    {
        string path = TestFolders.RequireShared("data", "models", "meshnet_gwm_light_dynamic.onnx");
        using InferenceSession session = Open(path);
        NodeMetadata input = session.InputMetadata[session.InputNames[0]];
        Assert.Equal(-1, input.Dimensions[2]);
        Assert.NotEmpty(input.SymbolicDimensions[2]);
    }

    [Fact]
    public void Run_DrawnDigit_IsRecognised()
    {
        // A vertical stroke is a one for whoever reads it.
        float[] pixels = new float[28 * 28];
        for (int row = 5; row < 23; row++)
        {
            pixels.AsSpan((row * 28) + 13, 3).Fill(255);
        }

        using InferenceSession session = Open(TestFolders.RequireShared("data", "models", "mnist_winml.onnx"));
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 1, 28, 28]);
        using var run = new RunOptions();
        using DisposableList<OrtValue> outputs = session.Run(run, session.InputNames, [input], session.OutputNames);
        ReadOnlySpan<float> scores = outputs[0].GetTensorDataAsSpan<float>();
        Assert.Equal(1, scores.IndexOf(scores.ToArray().Max()));
    }

    [Fact]
    public void Run_Terminated_Throws()
    {
        using InferenceSession session = Open(Radiograph);
        using var input = OrtValue.CreateTensorValueFromMemory(new float[128 * 128], [1, 1, 128, 128]);
        using var run = new RunOptions { Terminate = true };
        Assert.Throws<OnnxRuntimeException>(() => session.Run(run, session.InputNames, [input], session.OutputNames).Dispose());
    }

    [Fact]
    public void Run_WrongShape_ThrowsWithTheLibrarysWords()
    {
        using InferenceSession session = Open(Radiograph);
        using var input = OrtValue.CreateTensorValueFromMemory(new float[4], [1, 1, 2, 2]);
        using var run = new RunOptions();
        var thrown = Assert.Throws<OnnxRuntimeException>(() => session.Run(run, session.InputNames, [input], session.OutputNames).Dispose());
        Assert.Equal(ErrorCode.InvalidArgument, thrown.ErrorCode);
        Assert.Contains("invalid dimensions", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RawData_LargerThanASpan_ThrowsWhatWarmUpExpects()
    {
        // Never touched, so that it takes address space and no memory.
        using var value = OrtValue.CreateAllocatedTensorValue(TensorElementType.Float, [1, 600_000_000]);
        var thrown = Assert.Throws<OnnxRuntimeException>(() => value.GetTensorMutableRawData().Length);
        Assert.Contains("The tensor has 2400000000 bytes; at most 2147483647", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoModel_Throws()
    {
        using var options = new SessionOptions();
        Assert.Throws<OnnxRuntimeException>(() => new InferenceSession([1, 2, 3], options).Dispose());
    }

    [Fact]
    public void Open_MissingFile_SaysSo()
    {
        using var options = new SessionOptions();
        var thrown = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession("no-such.onnx", options).Dispose());
        Assert.Equal(ErrorCode.NoSuchFile, thrown.ErrorCode);
    }

    [Fact]
    public void AddSessionConfigEntry_EmptyKey_Throws()
    {
        using var options = new SessionOptions();
        Assert.Throws<OnnxRuntimeException>(() => options.AddSessionConfigEntry(string.Empty, "1"));
    }

    [Fact]
    public void CreateTensor_ShorterThanItsShape_Throws() =>
        Assert.Throws<OnnxRuntimeException>(() => OrtValue.CreateTensorValueFromMemory(new float[3], [2, 2]).Dispose());

    [Fact]
    public void GetTensorData_OtherType_Throws()
    {
        using var value = OrtValue.CreateAllocatedTensorValue(TensorElementType.Int64, [2]);
        Assert.Throws<OnnxRuntimeException>(() => value.GetTensorDataAsSpan<float>().Length);
    }

    private static InferenceSession Open(string path)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        return new InferenceSession(path, options);
    }
}

using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Pipeline;

/// <summary>What a network gave: scores in memory of the library, until disposed.</summary>
internal sealed class NetworkScores : IDisposable
{
    private readonly DisposableList<OrtValue> _outputs;

    /// <summary>Takes ownership of the outputs, of which there is one.</summary>
    public NetworkScores(DisposableList<OrtValue> outputs)
    {
        _outputs = outputs;
        Shape = outputs[0].GetTensorTypeAndShape().Shape;
    }

    /// <summary>Shape, [N,C,...].</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>C.</summary>
    public int Channels => Shape.Count > 1 ? (int)Shape[1] : 1;

    /// <summary>The scores, last axis fastest; they may be changed in place.</summary>
    public Span<float> Values => _outputs[0].GetTensorMutableDataAsSpan<float>();

    /// <inheritdoc/>
    public void Dispose() => _outputs.Dispose();
}

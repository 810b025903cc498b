using Edge.Contracts;
using Edge.Inference.Volumes;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Edge.Inference.Pipeline;

/// <summary>
/// One output of a run as the steps see it: single precision, channels first, then D, H and W, the last fastest. What the library gave is used where it is
/// so already; otherwise it is converted and moved once.
/// </summary>
internal sealed class NetworkOutput : IDisposable
{
    private readonly OrtValue _value;
    private readonly NativeBuffer<float>? _converted;

    /// <summary>Takes the library's tensor over.</summary>
    /// <param name="declared">What the manifest says of it.</param>
    /// <param name="value">The tensor.</param>
    public NetworkOutput(OutputTensor declared, OrtValue value)
    {
        Declared = declared;
        _value = value;
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        Shape = info.Shape;
        if (Shape.Count != declared.Layout.Length || Enumerable.Range(0, Shape.Count).Any(axis => declared.Layout[axis] is 'N' or '1' && Shape[axis] != 1) || info.ElementCount > VolumeShape.VoxelCountMax * 2)
        {
            Problem = $"The model gave an output {declared.Tensor} of [{string.Join(',', Shape)}], which does not fit {declared.Layout} in its manifest. "
                + "Ask the maker for another release.";
            return;
        }

        int channelAxis = declared.Layout.IndexOf('C', StringComparison.Ordinal);
        Channels = channelAxis < 0 ? 1 : (int)Shape[channelAxis];
        Places = Channels == 0 ? 0 : (int)(info.ElementCount / Channels);
        bool kept = AxisOrder.IsKept(declared.Layout, Shape);
        if (info.ElementDataType == TensorElementType.Float && kept)
        {
            return;
        }

        _converted = new NativeBuffer<float>((int)info.ElementCount);
        if (kept)
        {
            TensorNumbers.ToSingle(value, info.ElementDataType, _converted.GetSpan());
        }
        else if (info.ElementDataType == TensorElementType.Float)
        {
            AxisOrder.Move(declared.Layout, Shape, value.GetTensorDataAsSpan<float>(), _converted.GetSpan());
        }
        else
        {
            using var numbers = new NativeBuffer<float>(_converted.Length);
            TensorNumbers.ToSingle(value, info.ElementDataType, numbers.GetSpan());
            AxisOrder.Move(declared.Layout, Shape, numbers.GetSpan(), _converted.GetSpan());
        }
    }

    /// <summary>What the manifest says of it.</summary>
    public OutputTensor Declared { get; }

    /// <summary>Shape as the library gave it.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Why it does not fit its manifest; null where it does.</summary>
    public string? Problem { get; }

    /// <summary>Channels; 1 where the layout has none.</summary>
    public int Channels { get; }

    /// <summary>Values of each channel.</summary>
    public int Places { get; }

    /// <summary>The values, [C,K] or [C,D,H,W]; they may be changed in place.</summary>
    public Span<float> Values => _converted is null ? _value.GetTensorMutableDataAsSpan<float>() : _converted.GetSpan();

    /// <summary>One channel.</summary>
    public Span<float> Channel(int channel) => Values.Slice(channel * Places, Places);

    /// <summary>Size along an axis of the layout; 1 where it has none.</summary>
    public int Size(char axis) => Declared.Layout.IndexOf(axis, StringComparison.Ordinal) is var at and >= 0 ? (int)Shape[at] : 1;

    /// <summary>True for the library's tensor that this output is made of.</summary>
    public bool Owns(OrtValue value) => ReferenceEquals(value, _value);

    /// <summary>The value at a place of <see cref="Shape"/>; null for a place outside it.</summary>
    public double? At(IReadOnlyList<int> index)
    {
        if (index.Count != Shape.Count)
        {
            return null;
        }

        for (int axis = 0; axis < Shape.Count; axis++)
        {
            if (index[axis] < 0 || index[axis] >= Shape[axis])
            {
                return null;
            }
        }

        return Values[AxisOrder.Place(Declared.Layout, Shape, index)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _value.Dispose();
        ((IDisposable?)_converted)?.Dispose();
    }
}

using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Edge.Inference.Pipeline;

/// <summary>Elements of other types as single-precision numbers.</summary>
internal static class TensorNumbers
{
    /// <summary>The element types that an output may have, by their names in a manifest.</summary>
    public static TensorElementType TypeOf(string elementType) => elementType switch
    {
        "float32" => TensorElementType.Float,
        "float16" => TensorElementType.Float16,
        "uint8" => TensorElementType.UInt8,
        "int64" => TensorElementType.Int64,
        _ => TensorElementType.DataTypeMax,
    };

    /// <summary>Converts every element; of an <c>int64</c> beyond 2^24 the nearest that single precision has.</summary>
    /// <exception cref="NotSupportedException">The type is none that a manifest may name.</exception>
    public static void ToSingle(OrtValue value, TensorElementType type, Span<float> target)
    {
        switch (type)
        {
            case TensorElementType.Float:
                value.GetTensorDataAsSpan<float>().CopyTo(target);
                break;
            case TensorElementType.Float16:
                ReadOnlySpan<Half> halves = value.GetTensorDataAsSpan<Half>();
                for (int index = 0; index < target.Length; index++)
                {
                    target[index] = (float)halves[index];
                }

                break;
            case TensorElementType.UInt8:
                ReadOnlySpan<byte> bytes = value.GetTensorDataAsSpan<byte>();
                for (int index = 0; index < target.Length; index++)
                {
                    target[index] = bytes[index];
                }

                break;
            case TensorElementType.Int64:
                ReadOnlySpan<long> whole = value.GetTensorDataAsSpan<long>();
                for (int index = 0; index < target.Length; index++)
                {
                    target[index] = whole[index];
                }

                break;
            default:
                throw new NotSupportedException($"{type} is no type of an output.");
        }
    }
}

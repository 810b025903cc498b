using Edge.Contracts;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Pipeline.Inputs;

/// <summary>The tensor of an input that comes from attributes.</summary>
internal static class AttributeTensor
{
    /// <summary>Makes the tensor.</summary>
    public static OrtValue Make(AttributeInput input, double[] numbers)
    {
        long[] shape = [.. input.Shape.Select(size => (long)size)];
        return input.ElementType switch
        {
            "float16" => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, static number => (Half)number), shape),
            "uint8" => OrtValue.CreateTensorValueFromMemory(
                Array.ConvertAll(numbers, static number => (byte)Math.Clamp(Math.Round(number, MidpointRounding.ToEven), byte.MinValue, byte.MaxValue)), shape),
            "int64" => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, static number => (long)Math.Round(number, MidpointRounding.ToEven)), shape),
            _ => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, static number => (float)number), shape),
        };
    }
}

using Edge.Contracts;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Pipeline.Inputs;

/// <summary>Whether a graph reads what its manifest lists.</summary>
internal static class NetworkInputs
{
    /// <summary>The first difference; null where there is none.</summary>
    public static string? Problem(InferenceSession session, IReadOnlyList<ModelInput> inputs)
    {
        if (session.InputNames.Count != inputs.Count || inputs.Any(input => !session.InputNames.Contains(input.Tensor)))
        {
            return $"The model's inputs are {string.Join(", ", session.InputNames)}; its manifest names {string.Join(", ", inputs.Select(input => input.Tensor))}.";
        }

        return inputs.Select(input => Problem(session.InputMetadata[input.Tensor], input)).FirstOrDefault(problem => problem is not null);
    }

    private static string? Problem(NodeMetadata tensor, ModelInput input)
    {
        TensorDimension[] dimensions = input switch
        {
            ImageInput image => [.. image.Dimensions],
            AttributeInput attributes => [.. attributes.Shape.Select((size, axis) => new TensorDimension($"axis {axis}", size, size, 1))],
            _ => [],
        };
        if (!tensor.IsTensor || tensor.ElementDataType != TensorNumbers.TypeOf(input.ElementType) || tensor.Dimensions.Length != dimensions.Length)
        {
            string layout = input is ImageInput image ? image.Layout : $"{dimensions.Length} axes";
            return $"The model's input {input.Tensor} is {tensor.ElementDataType} with {tensor.Dimensions.Length} axes; its manifest says {input.ElementType} {layout}.";
        }

        for (int axis = 0; axis < dimensions.Length; axis++)
        {
            int size = tensor.Dimensions[axis];
            TensorDimension allowed = dimensions[axis];
            if (size >= 0 && (size != allowed.Min || size != allowed.Max))
            {
                return $"The model's input {input.Tensor} has {size} along {allowed.Name}; its manifest allows {allowed}.";
            }
        }

        return null;
    }
}

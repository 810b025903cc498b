namespace Edge.Contracts;

/// <summary>What a manifest says of its tensors against what the graph says of itself.</summary>
public static class GraphRules
{
    /// <summary>Every difference, each with its path in the manifest and what to write instead.</summary>
    public static IReadOnlyList<ConfigProblem> Check(ModelManifest manifest, OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(graph);
        var problems = new List<ConfigProblem>();
        for (int index = 0; index < manifest.Inputs.Count; index++)
        {
            ModelInput input = manifest.Inputs[index];
            IReadOnlyList<TensorDimension> dimensions = input switch
            {
                ImageInput image => image.Dimensions,
                AttributeInput attributes => [.. attributes.Shape.Select(static (size, axis) => new TensorDimension($"axis {axis}", size, size, 1))],
                _ => [],
            };
            Compare(graph.Inputs, input.Tensor, input.ElementType, dimensions, $"inputs[{index}]", problems);
        }

        foreach (OnnxValue missing in graph.Inputs.Where(value => manifest.Inputs.All(input => input.Tensor != value.Name)))
        {
            problems.Add(new("inputs", $"The graph also reads {missing.Name} ({missing.ElementType}, {missing.Shape}). List it."));
        }

        for (int index = 0; index < manifest.Outputs.Tensors.Count; index++)
        {
            OutputTensor output = manifest.Outputs.Tensors[index];
            TensorDimension[] dimensions = [.. output.Layout.Select(static letter => new TensorDimension(letter.ToString(), 1, int.MaxValue, 1))];
            Compare(graph.Outputs, output.Tensor, output.ElementType, dimensions, $"outputs.tensors[{index}]", problems);
        }

        return problems;
    }

    private static void Compare(
        IReadOnlyList<OnnxValue> values, string tensor, string elementType, IReadOnlyList<TensorDimension> dimensions, string path, List<ConfigProblem> problems)
    {
        if (values.FirstOrDefault(value => value.Name == tensor) is not { } found)
        {
            problems.Add(new($"{path}.tensor", $"The graph has no {tensor}. Write one of: {string.Join(", ", values.Select(static value => value.Name))}."));
            return;
        }

        if (found.ElementType != elementType)
        {
            problems.Add(new($"{path}.elementType", $"{tensor} is {found.ElementType} in the graph. Write that, or export the graph with {elementType}."));
        }

        if (found.Dimensions is not { } sizes)
        {
            return;
        }

        if (sizes.Count != dimensions.Count)
        {
            problems.Add(new(path, $"{tensor} is {found.Shape} in the graph, and {dimensions.Count} axes are named. Name {sizes.Count}."));
            return;
        }

        for (int axis = 0; axis < sizes.Count; axis++)
        {
            TensorDimension dimension = dimensions[axis];
            bool output = dimension.Max == int.MaxValue;
            if (sizes[axis] is { } size && !output && (size != dimension.Min || size != dimension.Max))
            {
                problems.Add(new($"{path}.{(dimension.Name.Length == 1 ? "dimensions" : "shape")}[{axis}]", $"{tensor} has {size} along {dimension.Name} in the graph, and {dimension} is written. Write {size}."));
            }
        }
    }
}

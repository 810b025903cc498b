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
            CheckInput(manifest.Inputs[index], graph, $"inputs[{index}]", problems);
        }

        foreach (OnnxValue missing in graph.Inputs.Where(value => manifest.Inputs.All(input => input.Tensor != value.Name)))
        {
            problems.Add(new("inputs", $"The graph also reads {missing.Name} ({missing.ElementType}, {missing.Shape}). List it."));
        }

        for (int index = 0; index < manifest.Outputs.Tensors.Count; index++)
        {
            OutputTensor output = manifest.Outputs.Tensors[index];
            string path = $"outputs.tensors[{index}]";
            IReadOnlyList<long?>? sizes = Sizes(graph.Outputs, output.Tensor, output.ElementType, output.Layout.Length, path, problems);
            OutputGraphRules.Check(manifest, output, sizes, graph, path, problems);
        }

        return problems;
    }

    private static void CheckInput(ModelInput input, OnnxGraph graph, string path, List<ConfigProblem> problems)
    {
        IReadOnlyList<TensorDimension> dimensions = input switch
        {
            ImageInput image => image.Dimensions,
            AttributeInput attributes => [.. attributes.Shape.Select(static (size, axis) => new TensorDimension($"axis {axis}", size, size, 1))],
            _ => [],
        };
        if (Sizes(graph.Inputs, input.Tensor, input.ElementType, dimensions.Count, path, problems) is not { } sizes)
        {
            return;
        }

        for (int axis = 0; axis < sizes.Count; axis++)
        {
            TensorDimension dimension = dimensions[axis];
            if (sizes[axis] is { } size && (size != dimension.Min || size != dimension.Max))
            {
                problems.Add(new(
                    $"{path}.{(input is ImageInput ? "dimensions" : "shape")}[{axis}]",
                    $"{input.Tensor} has {size} along {dimension.Name} in the graph, and {dimension} is written. Write {size}."));
            }
        }
    }

    /// <summary>The sizes that the graph has for a tensor; null where it has none, or where the tensor is not as it is written.</summary>
    private static IReadOnlyList<long?>? Sizes(
        IReadOnlyList<OnnxValue> values, string tensor, string elementType, int axisCount, string path, List<ConfigProblem> problems)
    {
        if (values.FirstOrDefault(value => value.Name == tensor) is not { } found)
        {
            problems.Add(new($"{path}.tensor", $"The graph has no {tensor}. Write one of: {string.Join(", ", values.Select(static value => value.Name))}."));
            return null;
        }

        if (found.ElementType != elementType)
        {
            problems.Add(new($"{path}.elementType", $"{tensor} is {found.ElementType} in the graph. Write that, or export the graph with {elementType}."));
        }

        if (found.Dimensions is { } sizes && sizes.Count != axisCount)
        {
            problems.Add(new(path, $"{tensor} is {found.Shape} in the graph, and {axisCount} axes are named. Name {sizes.Count}."));
            return null;
        }

        return found.Dimensions;
    }
}

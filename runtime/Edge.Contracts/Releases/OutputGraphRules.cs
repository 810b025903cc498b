using System.Globalization;

namespace Edge.Contracts;

/// <summary>What a manifest says of an output against the sizes that the graph gives it, and against the operators that make it.</summary>
internal static class OutputGraphRules
{
    /// <summary>Operators that can leave values in another order of axes, or whose inner graphs can.</summary>
    private static readonly HashSet<string> Reordering = new(StringComparer.Ordinal)
    {
        "Transpose", "Einsum", "Reshape", "Flatten", "DepthToSpace", "SpaceToDepth", "Gather", "GatherElements", "GatherND", "Scatter", "ScatterElements", "ScatterND",
        "Loop", "If", "Scan", "SequenceMap",
    };

    /// <summary>Adds every difference.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="output">The output.</param>
    /// <param name="sizes">Its sizes in the graph, in the order of its layout, null for one that is open; null: nothing is known.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="path">Path of the output in the manifest.</param>
    /// <param name="problems">Receives the problems.</param>
    public static void Check(
        ModelManifest manifest, OutputTensor output, IReadOnlyList<long?>? sizes, OnnxGraph graph, string path, List<ConfigProblem> problems)
    {
        CheckOrder(manifest.Image, output, graph, path, problems);
        ScoreGraphRules.Check(manifest, output, graph, problems);
        if (sizes is null)
        {
            return;
        }

        for (int axis = 0; axis < sizes.Count; axis++)
        {
            if (sizes[axis] is { } size)
            {
                CheckSize(manifest, output, output.Layout[axis], size, $"{path}.layout", problems);
            }
        }
    }

    private static void CheckSize(ModelManifest manifest, OutputTensor output, char axis, long size, string path, List<ConfigProblem> problems)
    {
        switch (axis)
        {
            case 'N' or '1' when size != 1:
                problems.Add(new(path, $"{output.Tensor} has {size} along {axis} in the graph, which must be 1. Export the graph with a batch of 1, or of any size, or name the axis."));
                break;
            case 'D' or 'H' or 'W' when manifest.Image.Dimension(axis) is { } input && !(WindowOf(manifest, axis) is { } window ? window == size : input.Allows(size)):
                problems.Add(new(
                    path,
                    $"{output.Tensor} has {size} along {axis} in the graph, and {manifest.Image.Tensor} {WindowOf(manifest, axis)?.ToString(CultureInfo.InvariantCulture) ?? input.ToString()}. "
                    + "An output has a value for each place of the input: correct the order of the layout, or export the graph so."));
                break;
            case 'C':
                ChannelGraphRules.Check(manifest, output, size, problems);
                break;
        }
    }

    /// <summary>The size of a window; null where the network reads the whole.</summary>
    private static int? WindowOf(ModelManifest manifest, char axis) =>
        manifest.Preprocess.OfType<TileStep>().FirstOrDefault()?.Size is { } size && "DHW".IndexOf(axis, StringComparison.Ordinal) + size.Count - 3 is >= 0 and var at ? size[at] : null;

    /// <summary>A network that exchanges no axes gives places in the order in which it reads them; of a cube no size would tell.</summary>
    private static void CheckOrder(ImageInput image, OutputTensor output, OnnxGraph graph, string path, List<ConfigProblem> problems)
    {
        string places = GridLayout.PlacesOf(image.Layout);
        bool mayDiffer = !output.IsDense || graph.Nodes.Count == 0 || graph.Nodes.Any(static node => !node.IsStandard || Reordering.Contains(node.Operator));
        if (!mayDiffer && GridLayout.PlacesOf(output.Layout) is var found && found != places && found.Length == places.Length)
        {
            problems.Add(new(
                $"{path}.layout",
                $"Its places are in the order {found}, those of {image.Tensor} in the order {places} ({image.Layout}), and no operator of the graph exchanges axes. "
                + $"Write {GridLayout.WithPlaces(output.Layout, places)}."));
        }
    }
}

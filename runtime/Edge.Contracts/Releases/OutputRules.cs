namespace Edge.Contracts;

/// <summary>What the outputs of a manifest and its steps after the network must satisfy beyond their types; the steps rely on it and do not check again.</summary>
public static class OutputRules
{
    private const string VolumeLayouts = "NCDHW, NDHWC, NCWHD or, of labels, NDHW";
    private const string ImageLayouts = "NCHW, NHWC or, of labels, NHW";
    private static readonly string[] ListLayouts = ["N", "C", "NC", "NC1", "NC11", "NC111", "K", "KC", "NK", "NKC", "NCK"];
    private static readonly string[] ElementTypes = ["float32", "float16", "uint8", "int64"];

    /// <summary>Adds every problem, each with its path in the manifest and what to write instead.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="isVolume">True where the network reads a volume.</param>
    /// <param name="problems">Receives the problems.</param>
    public static void Check(ModelManifest manifest, bool isVolume, ICollection<ConfigProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(problems);
        ModelOutputs outputs = manifest.Outputs;
        CheckTensors(outputs, isVolume, problems);
        bool ofVolume = isVolume || manifest.Preprocess.Any(static step => step is EachSliceStep);
        PostprocessRules.Check(manifest, ofVolume, problems);
        TileRules.Check(manifest, ofVolume, problems);
        EachSliceRules.Check(manifest, problems);
        Refer(outputs, problems, "findings", outputs.Findings, output => (output.Tensor, output.Channel), tensor => tensor.IsVector, "N, C, NC, NC1, NC11 or NC111");
        Refer(
            outputs, problems, "segments", outputs.Segments, output => (output.Tensor, output.Channel), tensor => tensor.IsDense,
            isVolume ? VolumeLayouts : ImageLayouts);
        Refer(outputs, problems, "values", outputs.Values, output => (output.Tensor, output.Channel), tensor => tensor.IsVector, "N, C, NC, NC1, NC11 or NC111");
        CheckLabels(outputs, problems);
        ObjectRules.Check(manifest, problems);
        for (int index = 0; index < outputs.Detections.Count; index++)
        {
            if (outputs.Detections[index].Class < 0 || outputs.Detections.Take(index).Any(before => before.Class == outputs.Detections[index].Class))
            {
                problems.Add(new($"outputs.detections[{index}].class", "Write a number from 0 that no other entry has."));
            }
        }

        for (int index = 0; index < outputs.Segments.Count; index++)
        {
            if (outputs.Segments[index].FindingPositiveAtMl < 0 || (!ofVolume && outputs.Segments[index].FindingPositiveAtMl != 0))
            {
                problems.Add(new($"outputs.segments[{index}].findingPositiveAtMl", "Write a volume in mL from 0; of an image, which has none, 0."));
            }
        }
    }

    private static void CheckTensors(ModelOutputs outputs, bool isVolume, ICollection<ConfigProblem> problems)
    {
        if (outputs.Tensors.Count == 0)
        {
            problems.Add(new("outputs.tensors", "There is none. List at least one output of the graph."));
        }

        for (int index = 0; index < outputs.Tensors.Count; index++)
        {
            OutputTensor tensor = outputs.Tensors[index];
            string path = $"outputs.tensors[{index}]";
            if (outputs.Tensors.Take(index).Any(before => before.Tensor == tensor.Tensor))
            {
                problems.Add(new($"{path}.tensor", $"{tensor.Tensor} is listed twice. Write each output once."));
            }

            if (!ElementTypes.Contains(tensor.ElementType))
            {
                problems.Add(new($"{path}.elementType", $"It is {tensor.ElementType}. Write {string.Join(", ", ElementTypes[..^1])} or {ElementTypes[^1]}."));
            }

            bool fits = tensor.IsDense
                ? GridLayout.IsSound(tensor.Layout) && tensor.Layout.Contains('D', StringComparison.Ordinal) == isVolume
                : ListLayouts.Contains(tensor.Layout);
            if (!fits)
            {
                string dense = isVolume ? VolumeLayouts : ImageLayouts;
                problems.Add(new($"{path}.layout", $"It is {tensor.Layout}. Write N, C, NC (then 1 for each axis of one), {dense}, or for candidates K, KC, NK, NKC or NCK."));
            }
        }
    }

    private static void Refer<T>(
        ModelOutputs outputs,
        ICollection<ConfigProblem> problems,
        string name,
        IReadOnlyList<T> entries,
        Func<T, (string? Tensor, int Channel)> read,
        Func<OutputTensor, bool> fits,
        string layouts)
    {
        for (int index = 0; index < entries.Count; index++)
        {
            (string? tensor, int channel) = read(entries[index]);
            string path = $"outputs.{name}[{index}]";
            int channelMax = name == "segments" ? byte.MaxValue : ushort.MaxValue;
            if (channel < 0 || channel > channelMax)
            {
                problems.Add(new($"{path}.channel", $"It is {channel}. Write 0 to {channelMax}."));
            }

            if (outputs.Find(tensor) is not { } found)
            {
                problems.Add(new($"{path}.tensor", $"{Named(tensor)} Write the name of one of outputs.tensors."));
            }
            else if (!fits(found))
            {
                problems.Add(new($"{path}.tensor", $"{found.Tensor} has the layout {found.Layout}. Name one of {layouts}."));
            }
        }
    }

    private static string Named(string? tensor) => tensor is null ? "There are several outputs." : $"There is no output {tensor}.";

    private static void CheckLabels(ModelOutputs outputs, ICollection<ConfigProblem> problems)
    {
        string[] labels =
        [
            .. outputs.Findings.Select(output => output.Label), .. outputs.Segments.Select(output => output.Label),
            .. outputs.Values.Select(output => output.Label), .. outputs.Detections.Select(output => output.Label),
        ];
        if (labels.Length == 0)
        {
            problems.Add(new("outputs", "They mean nothing: list findings, segments, values or detections."));
        }

        foreach (string twice in labels.GroupBy(label => label).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            problems.Add(new("outputs", $"The label '{twice}' stands twice. Give each its own."));
        }
    }
}

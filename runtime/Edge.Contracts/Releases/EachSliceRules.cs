namespace Edge.Contracts;

/// <summary>What <c>each-slice</c> must satisfy, and what models that are run so.</summary>
internal static class EachSliceRules
{
    /// <summary>Adds every problem.</summary>
    public static void Check(ModelManifest manifest, ICollection<ConfigProblem> problems)
    {
        for (int index = 0; index < manifest.Preprocess.Count; index++)
        {
            if (manifest.Preprocess[index] is not EachSliceStep step)
            {
                continue;
            }

            string path = $"preprocess[{index}]";
            if (index != manifest.Preprocess.Count - 1)
            {
                problems.Add(new(path, "It must be the last step: the network runs on what the other steps made. Move it to the end, and leave tile out."));
            }

            if (manifest.Image.IsVolume)
            {
                problems.Add(new(path, $"The network reads a volume (layout {manifest.Image.Layout}). Leave it out."));
            }

            foreach (OutputTensor tensor in manifest.Outputs.Tensors)
            {
                if (Problem(step, tensor) is { } problem)
                {
                    problems.Add(new(path, problem));
                }
            }
        }
    }

    private static string? Problem(EachSliceStep step, OutputTensor tensor) => tensor switch
    {
        { HoldsCandidates: true } => $"{tensor.Tensor} lists candidates ({tensor.Layout}), and those of slices are not brought together. Write unit instance and leave it out.",
        { HoldsLabels: true } => $"{tensor.Tensor} holds labels ({tensor.Layout}). Export the scores they come of (NCHW), and write argmax.",
        { IsDense: true } when step.Combine is not null => $"{tensor.Tensor} has a value for each place ({tensor.Layout}), and slices keep theirs. Write null for combine.",
        { IsDense: false } when step.Combine is null => $"{tensor.Tensor} ({tensor.Layout}) has scores for each slice, of which one must come. Write max or mean for combine.",
        _ => null,
    };
}

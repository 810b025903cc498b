namespace Edge.Contracts;

/// <summary>What <c>tile</c> must satisfy, and what models that are run so.</summary>
internal static class TileRules
{
    private const int SizeMax = 1024;
    private static readonly string[] Blends = ["gaussian", "constant"];

    /// <summary>Adds every problem.</summary>
    public static void Check(ModelManifest manifest, bool isVolume, ICollection<ConfigProblem> problems)
    {
        for (int index = 0; index < manifest.Preprocess.Count; index++)
        {
            if (manifest.Preprocess[index] is not TileStep tile)
            {
                continue;
            }

            string path = $"preprocess[{index}]";
            if (index != manifest.Preprocess.Count - 1)
            {
                problems.Add(new(path, "It must be the last step: windows are cut out of what the other steps made. Move it to the end."));
            }

            if (tile.Size.Count != (isVolume ? 3 : 2) || tile.Size.Any(size => size is < 1 or > SizeMax))
            {
                problems.Add(new($"{path}.size", $"Write {(isVolume ? "depth, height and width" : "height and width")}, each 1 to {SizeMax}."));
            }

            if (!(tile.Overlap is >= 0 and < 1))
            {
                problems.Add(new($"{path}.overlap", "Write a share from 0, below 1; MONAI's default is 0.25."));
            }

            if (!Blends.Contains(tile.Blend))
            {
                problems.Add(new($"{path}.blend", $"It is {tile.Blend}. Write gaussian or constant."));
            }

            foreach (OutputTensor tensor in manifest.Outputs.Tensors.Where(static tensor => !tensor.IsDense || tensor.HoldsLabels))
            {
                problems.Add(new(path, $"Windows are blended by their scores, and {tensor.Tensor} ({tensor.Layout}) has none for each place. Leave one of them out."));
            }

            if (manifest.Preprocess.Any(static step => step is EachFrameStep))
            {
                problems.Add(new(path, "It does not go together with each-frame. Leave one of them out."));
            }
        }
    }
}

namespace Edge.Contracts;

/// <summary>What the parameters of <c>crop</c> and <c>pad</c> must satisfy.</summary>
internal static class CropRules
{
    private const int VoxelsMax = 65_535;

    /// <summary>Adds every problem of a crop.</summary>
    public static void Check(CropStep step, bool isVolume, string path, List<ConfigProblem> problems)
    {
        StepRules.OneOf(step.Around, $"{path}.around", ["center", "foreground", "box"], problems);
        bool foreground = step.Around == "foreground";
        bool box = step.Around == "box";
        Axes(step.Size, !foreground, isVolume, 1, $"{path}.size", problems);
        Axes(step.Start?.Select(static start => (int?)start).ToList(), box, isVolume, 0, $"{path}.start", problems);
        Axes(step.Margin?.Select(static margin => (int?)margin).ToList(), foreground, isVolume, 0, $"{path}.margin", problems);
        if (foreground != step.Above is not null)
        {
            problems.Add(new($"{path}.above", foreground ? "Write the number above which a voxel is foreground." : "Only foreground has it. Write null."));
        }
    }

    /// <summary>Adds every problem of padding.</summary>
    public static void Check(PadStep step, bool isVolume, string path, List<ConfigProblem> problems)
    {
        StepRules.OneOf(step.Mode, $"{path}.mode", ["constant", "edge", "reflect"], problems);
        StepRules.OneOf(step.Place, $"{path}.place", ["both", "end"], problems);
        if (step.Size is null == step.MultipleOf is null)
        {
            problems.Add(new($"{path}.size", "Write either size or multipleOf, and null for the other."));
            return;
        }

        Axes(step.Size, step.Size is not null, isVolume, 1, $"{path}.size", problems);
        Axes(step.MultipleOf?.Select(static multiple => (int?)multiple).ToList(), step.MultipleOf is not null, isVolume, 1, $"{path}.multipleOf", problems);
        if ((step.Mode == "constant") != step.Value is not null)
        {
            problems.Add(new($"{path}.value", step.Mode == "constant" ? "Write the number to pad with." : "Only constant has it. Write null."));
        }
    }

    private static void Axes(IReadOnlyList<int?>? values, bool wanted, bool isVolume, int least, string path, List<ConfigProblem> problems)
    {
        string axes = isVolume ? "[D,H,W]" : "[H,W]";
        if (!wanted && values is not null)
        {
            problems.Add(new(path, "It has no meaning here. Write null."));
        }
        else if (wanted && (values?.Count != (isVolume ? 3 : 2) || values.Any(value => value < least || value > VoxelsMax)))
        {
            problems.Add(new(path, $"Write {axes}, whole numbers from {least} to {VoxelsMax}."));
        }
    }
}

namespace Edge.Contracts;

/// <summary>What the parameters of each step before the network must satisfy.</summary>
internal static class StepRules
{
    private const int PixelsMax = 65_535;
    private const double SpacingMmMax = 1000;
    private const int ChannelsMax = 64;
    private static readonly string[] ImageResizes = ["bilinear", "nearest", "nearest-exact", "area", "bicubic"];
    private static readonly string[] VolumeResizes = ["trilinear", "nearest", "nearest-exact", "area"];

    /// <summary>Adds every problem.</summary>
    public static void Check(PreprocessStep step, bool isVolume, string path, List<ConfigProblem> problems)
    {
        switch (step)
        {
            case EachFrameStep each:
                OneOf(each.Combine, $"{path}.combine", ["max", "mean"], problems);
                break;
            case EachSliceStep { Combine: { } combine }:
                OneOf(combine, $"{path}.combine", ["max", "mean"], problems);
                break;
            case PaddingStep padding:
                OneOf(padding.With, $"{path}.with", ["least", "greatest"], problems);
                break;
            case VoiWindowStep window:
                CheckWindow(window, path, problems);
                break;
            case OrientStep orient when !IsOrientation(orient.Axes):
                problems.Add(new($"{path}.axes", $"It is {orient.Axes}. Write three letters for W, H and D, one of L or R, one of A or P, one of S or I: LPS, RAS."));
                break;
            case ResampleStep resample:
                CheckResample(resample, isVolume, path, problems);
                break;
            case ResizeStep resize:
                CheckResize(resize, isVolume, path, problems);
                break;
            case CropStep crop:
                CropRules.Check(crop, isVolume, path, problems);
                break;
            case PadStep pad:
                CropRules.Check(pad, isVolume, path, problems);
                break;
            default:
                CheckValues(step, path, problems);
                break;
        }
    }

    /// <summary>Adds a problem where a text is none of those allowed.</summary>
    internal static void OneOf(string found, string path, string[] allowed, List<ConfigProblem> problems)
    {
        if (!allowed.Contains(found, StringComparer.Ordinal))
        {
            problems.Add(new(path, $"It is {found}. Write {string.Join(", ", allowed)}."));
        }
    }

    private static void CheckValues(PreprocessStep step, string path, List<ConfigProblem> problems)
    {
        (string Member, string Message)? problem = step switch
        {
            ClipStep clip when !(clip.Min <= clip.Max) => ("min", "It is above max. Exchange them."),
            NormalizeStep { Mean.Count: 0 } => ("mean", "It is empty. Write one for each channel, or null."),
            NormalizeStep { Std: { } std } when std.Count == 0 || std.Any(static value => !(value >= 0)) => ("std", "Write deviations from 0, one for each channel, or null."),
            PercentileScaleStep scale when !(scale.Lower >= 0 && scale.Lower < scale.Upper && scale.Upper <= 100) => ("lower", "Write 0 to 100, lower below upper."),
            ChannelsStep channels when Given(channels) != 1 => ("select", "Write exactly one of select, repeat, windows and neighbours; the others are null."),
            ChannelsStep { Select: { } select } when select.Count is 0 or > ChannelsMax || select.Any(static channel => channel < 0) => ("select", $"Write 1 to {ChannelsMax} channels, from 0."),
            ChannelsStep { Repeat: < 1 or > ChannelsMax } => ("repeat", $"Write 1 to {ChannelsMax}."),
            ChannelsStep { Windows: { } windows } when windows.Count is 0 or > ChannelsMax || windows.Any(static window => !(window.Width >= 1)) => ("windows", $"Write 1 to {ChannelsMax}, each of a width of at least 1."),
            ChannelsStep { Neighbours: < 1 or >= ChannelsMax / 2 } => ("neighbours", $"Write 1 to {(ChannelsMax / 2) - 1}."),
            _ => null,
        };
        if (problem is { } found)
        {
            problems.Add(new($"{path}.{found.Member}", found.Message));
        }
    }

    private static int Given(ChannelsStep step) =>
        (step.Select is null ? 0 : 1) + (step.Repeat is null ? 0 : 1) + (step.Windows is null ? 0 : 1) + (step.Neighbours is null ? 0 : 1);

    private static void CheckWindow(VoiWindowStep window, string path, List<ConfigProblem> problems)
    {
        OneOf(window.Source, $"{path}.source", ["attributes", "voi-lut", "full-range", "fixed"], problems);
        OneOf(window.Function, $"{path}.function", ["linear", "linear-exact", "sigmoid", "attribute"], problems);
        if (window is { Source: "fixed", Function: "attribute" })
        {
            problems.Add(new($"{path}.function", "A fixed window has a function of its own. Write linear, linear-exact or sigmoid."));
        }

        if (window.Source == "fixed" && window.Center is null)
        {
            problems.Add(new($"{path}.center", "A fixed window needs its centre. Write a number."));
        }

        if (window.Source == "fixed" && !(window.Width >= (window.Function == "linear" ? 1 : double.Epsilon)))
        {
            problems.Add(new($"{path}.width", "A fixed window needs its width. Write at least 1 for linear, else above 0."));
        }

        if (window.Source != "fixed" && (window.Center ?? window.Width) is not null)
        {
            problems.Add(new($"{path}.center", $"A window of source {window.Source} has its centre and width from the image. Write null for both."));
        }
    }

    private static bool IsOrientation(string axes) =>
        axes.Length == 3 && axes.Count("LR".Contains) == 1 && axes.Count("AP".Contains) == 1 && axes.Count("SI".Contains) == 1;

    private static void CheckResample(ResampleStep step, bool isVolume, string path, List<ConfigProblem> problems)
    {
        OneOf(step.Mode, $"{path}.mode", isVolume ? ["trilinear", "nearest"] : ["bilinear", "nearest"], problems);
        OneOf(step.Padding, $"{path}.padding", ["border", "zeros"], problems);
        OneOf(step.Size ?? "centres", $"{path}.size", ["centres", "extent"], problems);
        if (step.SpacingMm.Count != (isVolume ? 3 : 2) || step.SpacingMm.Any(static mm => mm is not (null or (> 0 and < SpacingMmMax))))
        {
            problems.Add(new($"{path}.spacingMm", $"Write lengths in mm, {(isVolume ? "[D,H,W]" : "[H,W]")}, above 0 and below {SpacingMmMax}, or null for an axis that stays."));
        }
    }

    private static void CheckResize(ResizeStep step, bool isVolume, string path, List<ConfigProblem> problems)
    {
        bool deep = step.Depth is not null;
        OneOf(step.Mode, $"{path}.mode", deep ? VolumeResizes : ImageResizes, problems);
        OneOf(step.Fit ?? "stretch", $"{path}.fit", deep ? ["stretch"] : ["stretch", "inside", "cover"], problems);
        if (deep && !isVolume)
        {
            problems.Add(new($"{path}.depth", "An image has no slices. Write null."));
        }

        if (step is { Depth: < 1 or > PixelsMax } or { Height: < 1 or > PixelsMax } or { Width: < 1 or > PixelsMax } or { Depth: null, Height: null, Width: null })
        {
            problems.Add(new($"{path}.height", $"Write 1 to {PixelsMax} for each of depth, height and width that changes, at least one."));
        }

        if (step is { Fit: "inside" or "cover" } and ({ Height: null } or { Width: null }))
        {
            problems.Add(new($"{path}.fit", "To keep the aspect it needs both height and width. Write both."));
        }

        if (step.Antialias && step.Mode is not ("bilinear" or "bicubic"))
        {
            problems.Add(new($"{path}.antialias", $"It is defined for bilinear and bicubic. Write false with {step.Mode}."));
        }

        if (step.AlignCorners is true && (step.Antialias || step.Mode is not ("bilinear" or "bicubic" or "trilinear")))
        {
            problems.Add(new($"{path}.alignCorners", "It is defined for bilinear, trilinear and bicubic without antialias. Write false."));
        }
    }
}

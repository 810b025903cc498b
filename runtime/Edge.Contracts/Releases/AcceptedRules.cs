namespace Edge.Contracts;

/// <summary>What the limits on a model's input must satisfy.</summary>
internal static class AcceptedRules
{
    private static readonly string[] Planes = ["axial", "coronal", "sagittal"];
    private static readonly string[] Lateralities = ["R", "L", "B", "U"];

    /// <summary>Adds every problem.</summary>
    public static void Check(ModelManifest manifest, List<ConfigProblem> problems)
    {
        AcceptedInput accepts = manifest.Accepts;
        List(accepts.SopClassUids, "sopClassUids", static uid => uid.Length is > 0 and <= 64 && uid.All(static letter => letter == '.' || char.IsAsciiDigit(letter)), "SOP Class UIDs of PS3.4", problems);
        List(accepts.Modalities, "modalities", static text => text.Length is > 0 and <= 16, "values such as CT, MR or DX", problems);
        List(accepts.BodyParts, "bodyParts", static text => text.Length is > 0 and <= 16, "values such as CHEST", problems);
        List(accepts.Views, "views", static text => text.Length is > 0 and <= 16, "values such as PA, or code values", problems);
        List(accepts.Lateralities, "lateralities", Lateralities.Contains, string.Join(", ", Lateralities), problems);
        List(accepts.PhotometricInterpretations, "photometricInterpretations", static text => text.Length is > 0 and <= 16, "values such as MONOCHROME2", problems);
        List(accepts.Planes, "planes", Planes.Contains, string.Join(", ", Planes), problems);
        Range(accepts.Rows, "rows", problems);
        Range(accepts.Columns, "columns", problems);
        Range(accepts.Slices, "slices", problems);
        Range(accepts.SliceSpacingMm, "sliceSpacingMm", problems);
        Range(accepts.PixelSpacingMm, "pixelSpacingMm", problems);
        Range(accepts.ObliqueDegrees, "obliqueDegrees", problems);
        if (manifest.Unit == UnitKind.Instance && (accepts.Slices ?? accepts.SliceSpacingMm) is not null)
        {
            problems.Add(new("accepts.slices", "A model of single instances has no slices. Write null for slices and sliceSpacingMm."));
        }
    }

    private static void List(IReadOnlyList<string>? values, string member, Func<string, bool> isSound, string wanted, List<ConfigProblem> problems)
    {
        if (values is { Count: 0 } || values?.Any(value => !isSound(value)) is true)
        {
            problems.Add(new($"accepts.{member}", $"Write {wanted}; null accepts anything."));
        }
    }

    private static void Range(ValueRange? range, string member, List<ConfigProblem> problems)
    {
        if (range is not null && !(range.Min >= 0 && range.Max >= range.Min))
        {
            problems.Add(new($"accepts.{member}", "Write min from 0 and max from min; null accepts anything."));
        }
    }
}

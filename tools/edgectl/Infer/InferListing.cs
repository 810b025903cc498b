using System.Globalization;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Infer;

/// <summary>Prints a summary for people.</summary>
internal static class InferListing
{
    private const int ShownMax = 20;

    /// <summary>Prints it.</summary>
    public static void Write(InferSummary summary, string output)
    {
        Console.WriteLine($"{summary.Model.Name} {summary.Model.Version}, digest {summary.Model.Digest}");
        Listing.WriteTable(
            ["", "Units"],
            [
                Row("completed", summary.Completed),
                Row("  of those positive", summary.Positive),
                .. summary.PresentByFinding.Select(finding => Row($"    {finding.Key}", finding.Value)),
                Row("not applicable", summary.NotApplicable),
                Row("failed", summary.Failed),
                Row("held for a person", summary.Held),
                Row("left for another run", summary.Left),
                Row("in all", summary.Units),
                Row("done by an earlier run", summary.DoneBefore),
            ]);
        Few("units are not completed", [.. summary.Remarks.Select(remark => $"{remark.Outcome}: {remark.Uid} ({remark.Files}): {remark.Reason}")]);
        Few($"files of {summary.SkippedCount} skipped", [.. summary.Skipped.Select(file => $"{file.Path}: {file.Reason}")]);
        Console.WriteLine($"Results: {Path.Combine(output, "results")}. The whole of this: {Path.Combine(output, InferSummary.FileName)}.");
    }

    private static void Few(string what, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        Console.WriteLine(lines.Count > ShownMax ? $"The first {ShownMax} of {lines.Count} {what}:" : $"{lines.Count} {what}:");
        foreach (string line in lines.Take(ShownMax))
        {
            Console.WriteLine($"  {line}");
        }
    }

    private static IReadOnlyList<string?> Row(string what, int count) => [what, count.ToString(CultureInfo.InvariantCulture)];
}

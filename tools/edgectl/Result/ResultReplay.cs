using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Result;

/// <summary><c>edgectl result replay ID</c>: runs a result again from its stored inputs and compares.</summary>
internal static class ResultReplay
{
    /// <summary>The verb. Exit code 0: the same, or within tolerance; 1: different, or not to be run again.</summary>
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "Identity of the result." };
        return ApplianceVerb.Single(
            new Command("replay", "Runs a result again from its stored inputs, commits and sends nothing, and says whether it comes out the same. Exit code 1 when not.") { id },
            (appliance, parsed, cancellation) => AskAsync(appliance, parsed.GetRequiredValue(id), cancellation),
            EdgeJson.Default.ReplayReport,
            Write,
            report => report.Verdict is ReplayVerdict.Identical or ReplayVerdict.WithinTolerance ? 0 : 1);
    }

    private static async Task<ReplayReport> AskAsync(ApplianceClient appliance, string resultId, CancellationToken cancellation)
    {
        await foreach (ReplayReport report in appliance.PostLinesAsync(
            $"v1/results/{Uri.EscapeDataString(resultId)}/replay", EdgeJson.Default.ReplayReport, cancellation))
        {
            return report;
        }

        throw new ApplianceException("The appliance ended before it had an answer. Look at its log, and try again.");
    }

    private static void Write(ReplayReport report)
    {
        Console.WriteLine(report.Verdict switch
        {
            ReplayVerdict.Identical => "Bit-identical.",
            ReplayVerdict.WithinTolerance => "Within the model's tolerance, not bit-identical:",
            ReplayVerdict.Different => "Different:",
            _ => $"It cannot be run again. {PlainText.OneLine(report.Reason)}",
        });
        foreach (ReplayDifference difference in report.Differences)
        {
            string values = difference.Was is null && difference.Now is null ? string.Empty : $": was {difference.Was ?? "absent"}, is {difference.Now ?? "absent"}";
            Console.WriteLine($"  {PlainText.OneLine(difference.Where + values)}{(difference.IsWithinTolerance ? " (within tolerance)" : string.Empty)}");
        }

        string was = Maker(report.Was), now = Maker(report.Now);
        if (was != now)
        {
            Console.WriteLine($"Made by {was}; now by {now}.");
        }
    }

    private static string Maker(ReplayMaker? maker) => PlainText.OneLine(maker?.Engine is { } engine
        ? $"{engine.Rung}, ONNX Runtime {engine.OnnxRuntimeVersion}, {Cells.Number(engine.Threads)} threads, edge-inference {maker.InferenceVersion}"
        : $"no engine, edge-inference {maker?.InferenceVersion ?? "none"}");
}

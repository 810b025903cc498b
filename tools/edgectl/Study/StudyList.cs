using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Study;

/// <summary><c>edgectl study list</c>: what came, what ran on it, and why something did not.</summary>
internal static class StudyList
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<int> limit = LimitOption.Create();
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var command = new Command("list", "Lists studies with their units of work, the last to receive an object first.") { limit, data, json };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetValue(limit), parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int limit, string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        IReadOnlyList<StudySummary> studies = await appliance.GetAsync(
            $"v1/studies?limit={limit}", EdgeJson.Default.IReadOnlyListStudySummary, cancellation);
        if (asJson)
        {
            Listing.WriteJson(studies, EdgeJson.Default.IReadOnlyListStudySummary);
        }
        else
        {
            StudyTable.Write(studies);
        }

        return 0;
    }
}

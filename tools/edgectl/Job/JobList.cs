using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Job;

/// <summary><c>edgectl job list</c>: what waits, runs, ran, and was set aside, with the reason.</summary>
internal static class JobList
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<int> limit = LimitOption.Create();
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var command = new Command("list", "Lists jobs, the latest first.") { limit, data, json };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetValue(limit), parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int limit, string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        IReadOnlyList<JobSummary> jobs = await appliance.GetAsync($"v1/jobs?limit={limit}", EdgeJson.Default.IReadOnlyListJobSummary, cancellation);
        if (asJson)
        {
            Listing.WriteJson(jobs, EdgeJson.Default.IReadOnlyListJobSummary);
            return 0;
        }

        Listing.WriteTable(
            ["Job", "State", "Model", "Version", "Study", "Unit", "Attempts", "Deaths", "Created", "Why"],
            jobs.Select(job => (IReadOnlyList<string?>)
            [
                Cells.Number(job.JobId),
                job.State,
                job.Model,
                job.ModelVersion,
                job.StudyInstanceUid,
                job.SopInstanceUid ?? job.SeriesInstanceUid,
                Cells.Number(job.Attempts),
                Cells.Number(job.Deaths),
                Cells.Time(job.CreatedAt),
                job.Reason,
            ]));
        return 0;
    }
}

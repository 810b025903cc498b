using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Job;

/// <summary><c>edgectl job list</c>: what waits, runs, ran, and was set aside, with the reason.</summary>
internal static class JobList
{
    /// <summary>The verb.</summary>
    public static Command Create() => ApplianceVerb.Paged(
        new Command("list", "Lists jobs, the latest first."),
        static _ => "v1/jobs?",
        EdgeJson.Default.IReadOnlyListJobSummary,
        EdgeJson.Default.JobSummary,
        Write);

    private static void Write(IReadOnlyList<JobSummary> jobs) => Listing.WriteTable(
        ["Job", "State", "Model", "Version", "Study", "Unit", "Urgency", "Attempts", "Deaths", "Created", "Why"],
        jobs.Select(job => (IReadOnlyList<string?>)
        [
            Cells.Number(job.JobId),
            job.State,
            job.Model,
            job.ModelVersion,
            job.StudyInstanceUid,
            job.SopInstanceUid ?? job.SeriesInstanceUid,
            Cells.Urgency(job.Urgency),
            Cells.Number(job.Attempts),
            Cells.Number(job.Deaths),
            Cells.Time(job.CreatedAt),
            job.Reason,
        ]));
}

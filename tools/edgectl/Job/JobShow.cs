using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Job;

/// <summary><c>edgectl job show JOB</c>: all that is known of a job, and where it stands in the queue.</summary>
internal static class JobShow
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var job = new Argument<long>("job") { Description = "Job, as edgectl job list shows it.", HelpName = "JOB" };
        return ApplianceVerb.Single(
            new Command("show", "Shows all that is known of a job, and where it stands in the queue.") { job },
            (appliance, parsed, cancellation) => appliance.GetAsync($"v1/jobs/{parsed.GetRequiredValue(job)}", EdgeJson.Default.JobDetail, cancellation),
            EdgeJson.Default.JobDetail,
            Write);
    }

    private static void Write(JobDetail detail)
    {
        JobSummary job = detail.Job;
        (string Name, string? Value)[] lines =
        [
            ("job", Cells.Number(job.JobId)),
            ("state", detail.IsHeld ? $"{job.State}, held" : job.State),
            ("urgency", Cells.Urgency(job.Urgency)),
            ("ahead of it", detail.Ahead is { } ahead ? Cells.Number(ahead) : null),
            ("not before", detail.NotBefore is { } notBefore ? Cells.Time(notBefore) : null),
            ("model", $"{job.Model} {job.ModelVersion}"),
            ("digest", detail.ModelDigest),
            ("route", detail.Route),
            ("study", job.StudyInstanceUid),
            ("unit", job.SopInstanceUid ?? job.SeriesInstanceUid),
            ("objects", Cells.Number(detail.Instances)),
            ("revision", Cells.Number(detail.Revision) + (detail.IsCurrent ? "" : ", replaced by a later one")),
            ("created", Cells.Time(job.CreatedAt)),
            ("attempts", Cells.Number(job.Attempts)),
            ("deaths", Cells.Number(job.Deaths)),
            ("failures", Cells.Number(detail.Failures)),
            ("outcome", Cells.Outcome(detail.Outcome)),
            ("result", detail.CommittedAt is null ? null : detail.ResultId),
            ("committed", detail.CommittedAt is { } at ? Cells.Time(at) : null),
            ("why", job.Reason),
        ];
        foreach ((string name, string? value) in lines)
        {
            if (value is not null)
            {
                Console.WriteLine($"{name,-12} {value}");
            }
        }
    }
}

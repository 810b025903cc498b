using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Job;

/// <summary><c>edgectl job retry JOB</c>: an operator has a job tried again that failed, waits, or was set aside.</summary>
internal static class JobRetryVerb
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var job = new Argument<long>("job") { Description = "Job, as edgectl job list shows it.", HelpName = "JOB" };
        return ApplianceVerb.Single(
            new Command("retry", "Tries a job again that failed or was set aside, as a new revision that names the one before; one that waits runs now.") { job },
            (appliance, parsed, cancellation) =>
                appliance.PostAsync($"v1/jobs/{parsed.GetRequiredValue(job)}/retry", EdgeJson.Default.JobSummary, cancellation),
            EdgeJson.Default.JobSummary,
            static runs => Console.WriteLine($"Job {runs.JobId} is {runs.State}; edgectl job list shows how it ends."));
    }
}

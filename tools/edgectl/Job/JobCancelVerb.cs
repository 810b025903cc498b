using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Job;

/// <summary><c>edgectl job cancel JOB</c>: an operator ends a job that waits or runs.</summary>
internal static class JobCancelVerb
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var job = new Argument<long>("job") { Description = "Job, as edgectl job list shows it.", HelpName = "JOB" };
        return ApplianceVerb.Single(
            new Command("cancel", "Ends a job that waits or runs. It has no result, and its unit says why; retry runs it after all.") { job },
            (appliance, parsed, cancellation) =>
                appliance.PostAsync($"v1/jobs/{parsed.GetRequiredValue(job)}/cancel", EdgeJson.Default.JobSummary, cancellation),
            EdgeJson.Default.JobSummary,
            static cancelled => Console.WriteLine($"Job {cancelled.JobId} is {cancelled.State}; edgectl job retry {cancelled.JobId} runs it after all."));
    }
}

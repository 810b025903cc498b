using Edge.Contracts;
using Edge.Runtime.Results;

namespace Edge.Runtime.Jobs;

/// <summary>
/// Puts jobs in order before anything runs: 1. leases of the runtime before are taken back, 2. its scratch directories are removed, 3. results
/// whose files were in place are adopted, 4. jobs left of units that were replaced meanwhile are ended,
/// 5. units that wait for an operator are held.
/// </summary>
internal sealed partial class JobRecovery(
    DataDirectory data, JobLeases leases, ResultAdoption results, Quarantine quarantine, ILogger<JobRecovery> log) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Recover();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does the five steps.</summary>
    internal void Recover()
    {
        Directory.CreateDirectory(data.Results);
        Directory.CreateDirectory(data.Scratch);

        // 1.
        int takenBack = leases.TakeBackAll();

        // 2.
        int swept = 0;
        foreach (string scratch in Directory.EnumerateDirectories(data.Scratch))
        {
            Directory.Delete(scratch, recursive: true);
            swept++;
        }

        foreach (string repeated in (string[])[data.Replay, data.Shadow])
        {
            if (Directory.Exists(repeated))
            {
                Directory.Delete(repeated, recursive: true);
            }
        }

        // 3.
        int adopted = results.Adopt();

        // 4.
        int replaced = leases.EndReplaced();

        // 5.
        leases.Hold();
        quarantine.Report();
        LogRecovered(takenBack, swept, adopted, replaced);
    }

    [LoggerMessage(3040, LogLevel.Information, "Took back {TakenBack} leases, swept {Swept} scratch directories, adopted {Adopted} results, ended {Replaced} replaced jobs")]
    private partial void LogRecovered(int takenBack, int swept, int adopted, int replaced);
}

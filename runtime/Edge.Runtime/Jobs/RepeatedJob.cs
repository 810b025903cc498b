using Edge.Contracts;
using Edge.Runtime.Releases;

namespace Edge.Runtime.Jobs;

/// <summary>Runs the job of a committed result once more, in a process of its own of the lowest priority, into a folder of its own. It commits nothing and sends nothing.</summary>
internal sealed class RepeatedJob(DeviceConfig config, JobMessageMaker messages, InferenceStarter starter, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>At the lowest priority it may take longer than the job that it repeats.</summary>
    private const int DeadlineFactor = 4;

    /// <summary>The message of the job.</summary>
    /// <param name="committed">What it repeats.</param>
    /// <param name="source">The stored inputs.</param>
    /// <param name="release">What reads them.</param>
    /// <param name="folder">Where it writes.</param>
    public RunJobMessage Message(ResultDocument committed, ReplaySource source, ModelRelease release, string folder)
    {
        ResultUnit unit = committed.Lineage.Unit;
        double seconds = Math.Min(release.Manifest.Engine.DeadlineSeconds, config.Inference.DeadlineSeconds) * DeadlineFactor;
        return new RunJobMessage
        {
            JobId = source.JobId,
            FencingToken = 0,
            DeadlineMs = (long)TimeSpan.FromSeconds(seconds).TotalMilliseconds,
            ResultId = committed.ResultId,
            Unit = new JobUnit(unit.Kind, unit.StudyInstanceUid, unit.SeriesInstanceUid, unit.SopInstanceUid, unit.Revision, source.Instances),
            ModelDirectory = release.Directory,
            ModelDigest = release.Digest,
            ScratchDirectory = folder,
            Lineage = committed.Lineage.Runtime,
            ContentTime = TimeZoneInfo.ConvertTime(source.QueuedAt, time.LocalTimeZone),
            Replaces = null,
            RejectReplaced = false,
        };
    }

    /// <summary>Runs it.</summary>
    /// <param name="message">The job; its folder is there and empty.</param>
    /// <param name="stopping">Ends it.</param>
    /// <returns>How that ended; null when the process did not start.</returns>
    public async Task<JobRunEnd?> RunAsync(RunJobMessage message, CancellationToken stopping)
    {
        ConfigureMessage configure = messages.Configure() with { ScratchDirectory = message.ScratchDirectory };
        await using InferenceProcess? process = await starter.StartAsync(failures: 0, stopping, configure, isBackground: true);

        // Its death says nothing about a rung, so that no board is told.
        return process is null ? null : await new JobRun(time, loggers.CreateLogger<JobRun>()).RunAsync(process, message, stopping);
    }
}

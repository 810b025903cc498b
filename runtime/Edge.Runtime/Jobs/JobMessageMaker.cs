using Edge.Contracts;
using Edge.Runtime.Engines;
using Edge.Runtime.Releases;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Jobs;

/// <summary>Makes the messages to the inference process.</summary>
internal sealed class JobMessageMaker(
    DeviceConfig config, DataDirectory data, ModelStore models, EngineBoard engines, EngineFolders folders, RuntimeIdentity identity, RunningConfig running,
    TimeProvider time)
{
    private bool HasAccelerator => config.Inference.Rungs.Any(rung => rung != EngineRungs.Cpu);

    /// <summary>The first message to the process that serves.</summary>
    /// <exception cref="IOException">The engine cache cannot be made.</exception>
    public ConfigureMessage Configure()
    {
        if (HasAccelerator)
        {
            // What is not there when the process confines itself stays out of its reach.
            engines.Open();
        }

        return new ConfigureMessage(
            ConfigureMessage.CurrentProtocolVersion,
            config.Inference.Rungs,
            config.Inference.Threads,
            config.Inference.SpinDurationUs,
            [data.Inbox, models.Directory],
            data.Scratch,
            MemoryBudgetBytes,
            config.Inference.Engine,
            HasAccelerator ? folders.Root : null);
    }

    /// <summary>The first message to a process that tries a rung out: it reads models, writes engines, and sees no study.</summary>
    public ConfigureMessage ConfigureBuild(string rung) => new(
        ConfigureMessage.CurrentProtocolVersion,
        [rung],
        config.Inference.Threads,
        config.Inference.SpinDurationUs,
        [models.Directory],
        folders.Built,
        MemoryBudgetBytes,
        config.Inference.Engine,
        folders.Root);

    private long MemoryBudgetBytes => SchedulingConfig.MemoryBudgetBytes(config.Scheduling);

    /// <summary>A release with the rungs it may run on here.</summary>
    public EngineSubject Subject(ModelRelease release) => ModelEndpoints.Subject(release, config.Inference);

    /// <summary>The message that runs a job, or why its model cannot run now.</summary>
    /// <param name="lease">The job.</param>
    /// <param name="scratch">Its scratch directory.</param>
    public (RunJobMessage? Message, string? Problem) Run(JobLease lease, string scratch)
    {
        // The release that serves, and no other: one that was taken back may still lie in the store.
        ModelState state = models.Active(lease.Model);
        if (state.Release is not { } release)
        {
            return (null, $"Model {lease.Model} cannot serve: {state.Problem}. Install it again; the job runs then.");
        }

        if (release.Version != lease.ModelVersion)
        {
            return (null, $"Model {lease.Model} {release.Version} serves now, which works on other units than {lease.ModelVersion}. The study is divided again by itself.");
        }

        if (release.Digest != lease.ModelDigest)
        {
            return (null, $"Model {lease.Model} {lease.ModelVersion} is not what it was when the job was queued. Install that release again; the job runs then.");
        }

        if (HasAccelerator && engines.WhyNot(Subject(release)) is { } reason)
        {
            return (null, $"Model {lease.Model} {lease.ModelVersion} waits: {reason}. The job runs by itself once one does; see edgectl model list.");
        }

        double seconds = Math.Min(release.Manifest.Engine.DeadlineSeconds, config.Inference.DeadlineSeconds);
        return (new RunJobMessage
        {
            JobId = lease.Identity.JobId,
            FencingToken = lease.Identity.FencingToken,
            DeadlineMs = (long)TimeSpan.FromSeconds(seconds).TotalMilliseconds,
            ResultId = lease.Identity.ResultId,
            Unit = lease.Unit,
            ModelDirectory = release.Directory,
            ModelDigest = lease.ModelDigest,
            ScratchDirectory = scratch,
            Lineage = Lineage(lease),
            ContentTime = TimeZoneInfo.ConvertTime(lease.QueuedAt, time.LocalTimeZone),
            Replaces = lease.Replaces,
            RejectReplaced = config.RejectReplaced ?? false,
        }, null);
    }

    /// <summary>What the runtime knows for the lineage of a job's result.</summary>
    public RuntimeLineage Lineage(JobLease lease) => new(
        config.Device.Site, config.Device.Id, identity.Version, running.Digest, lease.Route, lease.Content, lease.Replaces?.ResultId);
}

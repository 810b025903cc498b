using Edge.Contracts;

namespace Edge.Ctl.Infer;

/// <summary>What every job of a run has in common.</summary>
/// <param name="ModelDirectory">The release.</param>
/// <param name="Model">Its name, version and digest.</param>
/// <param name="Device">Where results say that they were made.</param>
/// <param name="ConfigDigest">Digest of the settings.</param>
/// <param name="Version">Version of edgectl.</param>
/// <param name="Deadline">Longest a job may run.</param>
internal sealed record CommonJob(string ModelDirectory, ModelIdentity Model, DeviceIdentity Device, string ConfigDigest, string Version, TimeSpan Deadline)
{
    private const string Route = "edgectl infer";

    /// <summary>Digest of the release.</summary>
    public string ModelDigest => Model.Digest;

    /// <summary>What results say of the run.</summary>
    public RuntimeLineage Lineage(string content) => new(Device.Site, Device.Id, Version, ConfigDigest, Route, content, ReplacesResultId: null);

    /// <summary>The message that runs a unit.</summary>
    public RunJobMessage Message(long job, int attempt, string resultId, JobUnit unit, string content, string scratch) => new()
    {
        JobId = job,
        FencingToken = attempt,
        DeadlineMs = (long)Deadline.TotalMilliseconds,
        ResultId = resultId,
        Unit = unit,
        ModelDirectory = ModelDirectory,
        ModelDigest = ModelDigest,
        ScratchDirectory = scratch,
        Lineage = Lineage(content),
    };
}

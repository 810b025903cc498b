namespace Edge.Contracts;

/// <summary>How an appliance is, for the page, edgectl and monitoring.</summary>
/// <param name="Status"><c>ok</c>, <c>degraded</c> (works, but someone should look) or <c>failing</c>.</param>
/// <param name="Version">Version of the runtime.</param>
/// <param name="StartedAt">When it started, UTC.</param>
/// <param name="DicomPorts">Ports the front door listens on.</param>
/// <param name="WebPort">Port of the page.</param>
/// <param name="Counts">Counts by name, for example <c>instances</c>, <c>jobs-queued</c>.</param>
/// <param name="FreeDiskMiB">Free space of the data directory, in MiB.</param>
/// <param name="Models">Models in the store.</param>
/// <param name="Faults">What is wrong now, and what to do.</param>
/// <param name="RecentErrors">Latest errors, newest first; at most 50.</param>
public sealed record HealthReport(
    string Status,
    string Version,
    DateTimeOffset StartedAt,
    IReadOnlyList<int> DicomPorts,
    int WebPort,
    IReadOnlyDictionary<string, long> Counts,
    long FreeDiskMiB,
    IReadOnlyList<ModelView> Models,
    IReadOnlyList<FaultView> Faults,
    IReadOnlyList<ErrorView> RecentErrors);

/// <summary>A model in the store.</summary>
/// <param name="Name">Name.</param>
/// <param name="ActiveVersion">Version that serves; null when its pointer cannot be read.</param>
/// <param name="Title">Title from its manifest.</param>
/// <param name="Digest">Digest of the active release.</param>
/// <param name="Problem">Why it cannot serve; null when it can.</param>
/// <param name="Engine">What runs it; null when it cannot serve.</param>
public sealed record ModelView(string Name, string? ActiveVersion, string? Title, string? Digest, string? Problem, EngineView? Engine = null);

/// <summary>A fault that is raised now.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Title">In plain words.</param>
/// <param name="Severity"><c>warning</c> or <c>error</c>.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Action">What to do next.</param>
/// <param name="Since">When it was raised, UTC.</param>
public sealed record FaultView(string Code, string Title, string Severity, string Detail, string Action, DateTimeOffset Since)
{
    /// <summary>What it means for the patients' studies; null where an older runtime answers.</summary>
    public string? Meaning { get; init; }
}

/// <summary>An error that was logged.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Slice">Part of the runtime.</param>
/// <param name="Message">What happened and what to do.</param>
public sealed record ErrorView(DateTimeOffset At, string Slice, string Message);

/// <summary>The answer to a request that could not be done.</summary>
/// <param name="Error">What is wrong and what to do.</param>
public sealed record ApiError(string Error);

using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>The whole configuration of an appliance: one immutable tree, read once from one JSON file.</summary>
public sealed record DeviceConfig
{
    /// <summary>Who this appliance is.</summary>
    public required DeviceIdentity Device { get; init; }

    /// <summary>The front door.</summary>
    public required DicomConfig Dicom { get; init; }

    /// <summary>How received objects are kept.</summary>
    public required InboxConfig Inbox { get; init; }

    /// <summary>When a study counts as complete.</summary>
    public required StudiesConfig Studies { get; init; }

    /// <summary>Which model runs on what; empty: nothing runs, and every study says so.</summary>
    public required IReadOnlyList<RouteConfig> Routes { get; init; }

    /// <summary>Where model releases lie.</summary>
    public required ModelsConfig Models { get; init; }

    /// <summary>How models run.</summary>
    public required InferenceConfig Inference { get; init; }

    /// <summary>In what order jobs run and results leave, and how much memory a job may want; null, or left out: as <see cref="SchedulingConfig"/> has it.</summary>
    public SchedulingConfig? Scheduling { get; init; }

    /// <summary>Where sensors are read, and from when on they raise a fault; null, or left out: as <see cref="SensorsConfig"/> has it.</summary>
    public SensorsConfig? Sensors { get; init; }

    /// <summary>The broker of central operations; null: none, the appliance works alone.</summary>
    public required MqttConfig? Mqtt { get; init; }

    /// <summary>Where metrics go besides the page and the broker; null, or left out: nowhere.</summary>
    public MetricsConfig? Metrics { get; init; }

    /// <summary>The server that audit entries are sent to by syslog; null, or left out: none.</summary>
    public SyslogConfig? Syslog { get; init; }

    /// <summary>Archives that results are sent to; empty: none.</summary>
    public required IReadOnlyList<PacsConfig> Pacs { get; init; }

    /// <summary>How signed releases come to this device; null: none do, models are installed by hand.</summary>
    public required UpdatesConfig? Updates { get; init; }

    /// <summary>
    /// True: the result of a later revision carries a rejection note (IHE IOCM) for the objects of the one that it replaces; absent, null or false: it only
    /// names them as its predecessors.
    /// </summary>
    public bool? RejectReplaced { get; init; }

    /// <summary>
    /// When results are removed, the oldest first: by their own age, or for space once they are a day old; null, or left out: never. Never what is not sent, not acknowledged by
    /// central operations or held, nor the newest of a study whose objects are stored.
    /// </summary>
    public RetentionConfig? ResultRetention { get; init; }

    /// <summary>The health page.</summary>
    public required WebConfig Web { get; init; }

    /// <summary>Checks every value: every problem at once, each with its path and what to write instead; empty when all is well.</summary>
    public IReadOnlyList<ConfigProblem> Validate() => ConfigRules.Check(this);
}

/// <summary>Who an appliance is.</summary>
/// <param name="Site">Site name in topics: 1 to 64 of <c>A-Z a-z 0-9 - _</c>.</param>
/// <param name="Id">Device name, unique within the site, the same characters.</param>
/// <param name="Kind">Device kind, for example <c>workstation</c> or <c>jetson-agx-orin</c>.</param>
public sealed record DeviceIdentity(string Site, string Id, string Kind);

/// <summary>How received objects are kept.</summary>
/// <param name="MinFreeMiB">
/// Free space below which new objects are refused with 0xA700, in MiB; below half of it new associations are rejected, temporary congestion.
/// </param>
/// <param name="ResumeFreeMiB">Free space at which objects are taken again after that, in MiB; null: a quarter more than <paramref name="MinFreeMiB"/>.</param>
/// <param name="WarnFreeMiB">Free space below which a fault warns, in MiB; null: twice <paramref name="MinFreeMiB"/>.</param>
/// <param name="Retention">When objects are removed; null: never.</param>
public sealed record InboxConfig(long MinFreeMiB, long? ResumeFreeMiB, long? WarnFreeMiB, RetentionConfig? Retention)
{
    /// <summary>Free space at which objects are taken again, in MiB.</summary>
    [JsonIgnore]
    public long ResumeMiB => ResumeFreeMiB ?? MinFreeMiB + (MinFreeMiB / 4);

    /// <summary>Free space below which a fault warns, in MiB.</summary>
    [JsonIgnore]
    public long WarnMiB => WarnFreeMiB ?? MinFreeMiB * 2;
}

/// <summary>When the objects of a study, or results, are removed, the oldest first; never what is unsent, unprocessed or held.</summary>
/// <param name="Days">Days after the last object of a study, or after a result was committed; null: age alone removes nothing.</param>
/// <param name="FreeMiB">Free space that is kept by removing, in MiB; null: lack of space alone removes nothing.</param>
public sealed record RetentionConfig(int? Days, long? FreeMiB);

/// <summary>A route: units whose attributes match every predicate go to a model. The highest priority that matches wins.</summary>
/// <param name="Name">Unique name.</param>
/// <param name="Priority">Higher is tried first; equal priorities in the order of the file.</param>
/// <param name="Model">Name of a model in the store.</param>
/// <param name="When">Predicates; all must hold.</param>
/// <param name="Urgency">How urgent its jobs and their results are; null, or left out: as the objects say, see <see cref="JobUrgency"/>.</param>
public sealed record RouteConfig(string Name, int Priority, string Model, IReadOnlyList<PredicateConfig> When, JobUrgency? Urgency = null);

/// <summary>A test on one attribute. Exactly one of the tests is given; the others are null.</summary>
public sealed record PredicateConfig
{
    /// <summary>Keyword of PS3.6, or <c>gggg,eeee</c>.</summary>
    public required string Attribute { get; init; }

    /// <summary>True: the attribute has a value; false: it has none.</summary>
    public bool? Present { get; init; }

    /// <summary>One of its values is this one.</summary>
    [JsonPropertyName("equals")]
    public string? EqualTo { get; init; }

    /// <summary>One of its values is in this list.</summary>
    public IReadOnlyList<string>? In { get; init; }

    /// <summary>One of its values matches this regular expression (.NET, non-backtracking).</summary>
    public string? Matches { get; init; }

    /// <summary>One of its values is a number in this range.</summary>
    public ValueRange? Range { get; init; }
}

/// <summary>Where model releases lie.</summary>
/// <param name="Directory">The model store; relative to the configuration file. The runtime only reads it.</param>
public sealed record ModelsConfig(string Directory);

/// <summary>How models run.</summary>
public sealed record InferenceConfig
{
    /// <summary>Path of the inference program; null: the one installed beside the runtime.</summary>
    public required string? Program { get; init; }

    /// <summary>Rungs this device may use, best first: tensorrt-fp16, tensorrt-fp32, cuda, cpu.</summary>
    public required IReadOnlyList<string> Rungs { get; init; }

    /// <summary>Threads within an operator. 1 to 64.</summary>
    public required int Threads { get; init; }

    /// <summary>How long idle threads spin, in microseconds; 0 turns spinning off.</summary>
    public required int SpinDurationUs { get; init; }

    /// <summary>Longest a job may run where its manifest allows more, in seconds.</summary>
    public required double DeadlineSeconds { get; init; }

    /// <summary>Deaths of the process after which a job is quarantined. 1 to 10.</summary>
    public required int MaxDeaths { get; init; }

    /// <summary>How engines are made and kept; null: GPU 0, 1024 MiB of workspace, 8192 MiB of engines, an hour for a build.</summary>
    public EngineConfig? Engine { get; init; }
}

/// <summary>The health page.</summary>
/// <param name="Address">
/// IP address to listen on. On one that can be reached from outside the page speaks TLS alone, and answers this machine alone until it has a user.
/// </param>
/// <param name="Port">TCP port; 0 picks a free one.</param>
/// <param name="Stow">Objects over HTTP (STOW-RS, PS3.18 10.5); null: none are taken.</param>
/// <param name="Tls">The page's certificate; null, or left out: it makes one for itself where it can be reached from outside, and speaks plain HTTP on a loopback address.</param>
/// <param name="Names">Names, besides the machine's own, that browsers may ask for the page by; null, or left out: none.</param>
public sealed record WebConfig(string Address, int Port, StowConfig? Stow, WebTlsConfig? Tls = null, IReadOnlyList<string>? Names = null);

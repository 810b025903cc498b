using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>What the runtime says to the inference process.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ConfigureMessage), "configure")]
[JsonDerivedType(typeof(RunJobMessage), "run-job")]
[JsonDerivedType(typeof(VerifyModelMessage), "verify-model")]
[JsonDerivedType(typeof(DescribeModelMessage), "describe-model")]
[JsonDerivedType(typeof(BuildEngineMessage), "build-engine")]
[JsonDerivedType(typeof(LoadModelMessage), "load-model")]
[JsonDerivedType(typeof(ShutdownMessage), "shutdown")]
public abstract record RuntimeMessage;

/// <summary>The first message of the runtime.</summary>
/// <param name="ProtocolVersion">Version of these messages; the process refuses another than its own.</param>
/// <param name="Rungs">Rungs the device may use, best first.</param>
/// <param name="Threads">Threads within an operator.</param>
/// <param name="SpinDurationUs">How long idle threads spin, in microseconds.</param>
/// <param name="ReadableDirectories">Directories the process needs to read: inbox and model store. They exist: what is made later stays out of its reach.</param>
/// <param name="ScratchDirectory">The one directory it may write; it exists. For a process that builds engines it is where they are kept.</param>
/// <param name="MemoryBudgetBytes">Memory that the volumes of one job may take, in bytes; null: as much as there is.</param>
/// <param name="Engine">How engines are made and kept; null: <see cref="EngineConfig.Default"/>.</param>
/// <param name="EngineCache">Root of the engine cache (<see cref="EngineFolders"/>); null: there is none, so that only the CPU serves.</param>
public sealed record ConfigureMessage(
    int ProtocolVersion,
    IReadOnlyList<string> Rungs,
    int Threads,
    int SpinDurationUs,
    IReadOnlyList<string> ReadableDirectories,
    string ScratchDirectory,
    long? MemoryBudgetBytes = null,
    EngineConfig? Engine = null,
    string? EngineCache = null) : RuntimeMessage
{
    /// <summary>The version this code speaks.</summary>
    public const int CurrentProtocolVersion = 1;
}

/// <summary>One job to run. The process runs one at a time.</summary>
public sealed record RunJobMessage : RuntimeMessage
{
    /// <summary>
    /// Longest that loading a release, its warm-up and its golden cases may take, before and beside <see cref="DeadlineMs"/>: 5 minutes. Else a device on
    /// which they take longer than a job would never get as far as one.
    /// </summary>
    public static readonly TimeSpan ModelLoadMax = TimeSpan.FromMinutes(5);

    /// <summary>The job.</summary>
    public required long JobId { get; init; }

    /// <summary>Fencing token of the lease: repeated in every answer; an answer with an older one is ignored.</summary>
    public required long FencingToken { get; init; }

    /// <summary>Longest it may run once its model is loaded, in milliseconds.</summary>
    public required long DeadlineMs { get; init; }

    /// <summary>Identity of the result to make.</summary>
    public required string ResultId { get; init; }

    /// <summary>What to run on.</summary>
    public required JobUnit Unit { get; init; }

    /// <summary>Release directory of the model.</summary>
    public required string ModelDirectory { get; init; }

    /// <summary>Digest the release must have (<see cref="ReleaseDigest"/>).</summary>
    public required string ModelDigest { get; init; }

    /// <summary>Empty directory of this job alone; what it writes there becomes the result's directory.</summary>
    public required string ScratchDirectory { get; init; }

    /// <summary>What the runtime knows for the result's lineage.</summary>
    public required RuntimeLineage Lineage { get; init; }

    /// <summary>
    /// Date and time that the result's DICOM objects bear, in the appliance's own time zone: when the job was queued, so that a job that is run again makes
    /// the same bytes. Absent or null: when the objects are made.
    /// </summary>
    public DateTimeOffset? ContentTime { get; init; }

    /// <summary>The result that this one replaces; absent or null: none.</summary>
    public ReplacedResult? Replaces { get; init; }

    /// <summary>True to make a rejection note for the objects of <see cref="Replaces"/>.</summary>
    public bool RejectReplaced { get; init; }
}

/// <summary>Ends the process when its job is done.</summary>
public sealed record ShutdownMessage : RuntimeMessage;

/// <summary>A unit of work with its files.</summary>
/// <param name="Kind">Instance or series.</param>
/// <param name="StudyInstanceUid">Study Instance UID (0020,000D).</param>
/// <param name="SeriesInstanceUid">Series Instance UID (0020,000E).</param>
/// <param name="SopInstanceUid">SOP Instance UID (0008,0018) for an instance, else null.</param>
/// <param name="Revision">1 for the first; a later instance makes the next.</param>
/// <param name="Instances">Its files.</param>
public sealed record JobUnit(
    UnitKind Kind,
    string StudyInstanceUid,
    string SeriesInstanceUid,
    string? SopInstanceUid,
    int Revision,
    IReadOnlyList<JobInstance> Instances);

/// <summary>One stored instance.</summary>
/// <param name="SopInstanceUid">SOP Instance UID (0008,0018).</param>
/// <param name="Path">Absolute path of its Part 10 file.</param>
public sealed record JobInstance(string SopInstanceUid, string Path);

/// <summary>What the inference process says to the runtime.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ReadyMessage), "ready")]
[JsonDerivedType(typeof(StageMessage), "stage")]
[JsonDerivedType(typeof(JobFinishedMessage), "job-finished")]
[JsonDerivedType(typeof(GoldenCaseMessage), "golden-case")]
[JsonDerivedType(typeof(ModelVerifiedMessage), "model-verified")]
[JsonDerivedType(typeof(ModelDescribedMessage), "model-described")]
[JsonDerivedType(typeof(ModelLoadedMessage), "model-loaded")]
[JsonDerivedType(typeof(ModelRefusedMessage), "model-refused")]
[JsonDerivedType(typeof(EngineStageMessage), "engine-stage")]
[JsonDerivedType(typeof(EngineTriedMessage), "engine-tried")]
public abstract record InferenceMessage;

/// <summary>The first message of the process, once native code is loaded and privileges are dropped.</summary>
/// <param name="ProtocolVersion">Version of these messages.</param>
/// <param name="Version">Version of the process.</param>
/// <param name="OnnxRuntimeVersion">Version of the native library.</param>
/// <param name="Faults">What could not be set up, in plain words, for example a kernel without Landlock; empty when all is well.</param>
public sealed record ReadyMessage(int ProtocolVersion, string Version, string OnnxRuntimeVersion, IReadOnlyList<string> Faults) : InferenceMessage;

/// <summary>A job entered a stage.</summary>
/// <param name="JobId">The job.</param>
/// <param name="FencingToken">Token of the lease.</param>
/// <param name="Stage"><c>model</c> (only when the model is not loaded yet), <c>load</c>, <c>preprocess</c>, <c>infer</c>, <c>postprocess</c>, <c>objects</c> or <c>write</c>.</param>
public sealed record StageMessage(long JobId, long FencingToken, string Stage) : InferenceMessage;

/// <summary>A job ended; <c>result.json</c> is written and synced in its scratch directory.</summary>
/// <param name="JobId">The job.</param>
/// <param name="FencingToken">Token of the lease.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why, for anything but completed; ends with what to do.</param>
/// <param name="MayPass">True for a failure that may not be met another time: the model could not be loaded, or a file not be read.</param>
public sealed record JobFinishedMessage(long JobId, long FencingToken, ResultOutcome Outcome, string? Reason, bool MayPass = false) : InferenceMessage;

using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>How a job ended. Each is a result: a study never just disappears.</summary>
public enum ResultOutcome
{
    /// <summary>The model ran; its findings are present or absent.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>The model does not apply to this input; no score is given.</summary>
    [JsonStringEnumMemberName("not-applicable")]
    NotApplicable,

    /// <summary>The job failed for good.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>The content of <c>result.json</c>: what was found in what, by what, and how long it took.</summary>
public sealed record ResultDocument
{
    /// <summary>The file's name within a result's directory.</summary>
    public const string FileName = "result.json";

    /// <summary>Name of the picture for browsers beside it, PNG; there is none where no picture was asked for, or in a result of an earlier version.</summary>
    public const string PreviewFileName = "preview.png";

    /// <summary>The schema version this code writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of this format.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>Identity: a hash of device, unit, revision and model digest.</summary>
    public required string ResultId { get; init; }

    /// <summary>How the job ended.</summary>
    public required ResultOutcome Outcome { get; init; }

    /// <summary>Why, for anything but completed.</summary>
    public required string? Reason { get; init; }

    /// <summary>Findings, in the order of the manifest; empty unless completed.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>DICOM objects beside this file, in the order made; empty when none were made, or in a result written before they could be.</summary>
    public IReadOnlyList<ResultObject> Objects { get => field ?? []; init; }

    /// <summary>What it was made from and by.</summary>
    public required Lineage Lineage { get; init; }

    /// <summary>How long each stage took.</summary>
    public required StageTimings Timings { get; init; }

    /// <summary>Most memory that each stage had resident; null where it was not measured.</summary>
    public StagePeaks? PeakMemory { get; init; }
}

/// <summary>What a result was made from and by.</summary>
/// <param name="Runtime">What the runtime knew when it gave out the job.</param>
/// <param name="Unit">The unit of work.</param>
/// <param name="Inputs">Every input instance, in the order used.</param>
/// <param name="Model">The model.</param>
/// <param name="Engine">What ran it; null when nothing ran.</param>
/// <param name="InferenceVersion">Version of the inference process; null when no process finished the job, so that the runtime itself wrote the result.</param>
public sealed record Lineage(
    RuntimeLineage Runtime,
    ResultUnit Unit,
    IReadOnlyList<InputInstance> Inputs,
    ModelIdentity Model,
    EngineUsed? Engine,
    string? InferenceVersion)
{
    /// <summary>Libraries that decoded the pixels; empty when nothing compressed was read, or in a result written before they were named.</summary>
    public IReadOnlyList<CodecUsed> Codecs { get => field ?? []; init; }
}

/// <summary>A library of the system that decodes pixels.</summary>
/// <param name="Name">Name: <c>libturbojpeg</c>, <c>libcharls</c> or <c>libopenjp2</c>.</param>
/// <param name="Version">Its version, as its file is named.</param>
public sealed record CodecUsed(string Name, string Version);

/// <summary>What the runtime knew when it gave out a job.</summary>
/// <param name="Site">Site of the device.</param>
/// <param name="Device">Device.</param>
/// <param name="RuntimeVersion">Version of the runtime.</param>
/// <param name="ConfigDigest">SHA-256 of the effective configuration, hexadecimal.</param>
/// <param name="Route">Name of the route that chose the model.</param>
/// <param name="UnitContent">Identity of the unit's stored files, hexadecimal: a unit that still has it is not run again.</param>
/// <param name="ReplacesResultId">The result of the revision that this one replaces; null when there is none.</param>
public sealed record RuntimeLineage(
    string Site,
    string Device,
    string RuntimeVersion,
    string ConfigDigest,
    string Route,
    string UnitContent,
    string? ReplacesResultId);

/// <summary>The unit of work a result is about.</summary>
/// <param name="Kind">Instance or series.</param>
/// <param name="StudyInstanceUid">Study Instance UID.</param>
/// <param name="SeriesInstanceUid">Series Instance UID.</param>
/// <param name="SopInstanceUid">SOP Instance UID for an instance, else null.</param>
/// <param name="Revision">1 for the first.</param>
public sealed record ResultUnit(UnitKind Kind, string StudyInstanceUid, string SeriesInstanceUid, string? SopInstanceUid, int Revision);

/// <summary>One input instance.</summary>
/// <param name="SopInstanceUid">SOP Instance UID.</param>
/// <param name="Sha256">SHA-256 of the stored file, hexadecimal.</param>
public sealed record InputInstance(string SopInstanceUid, string Sha256);

/// <summary>A model release.</summary>
/// <param name="Name">Name.</param>
/// <param name="Version">Version.</param>
/// <param name="Digest">Digest of the release (<see cref="ReleaseDigest"/>).</param>
/// <param name="ManifestSha256">SHA-256 of its manifest, hexadecimal; null when it could not be read.</param>
public sealed record ModelIdentity(string Name, string Version, string Digest, string? ManifestSha256);

/// <summary>What ran a model.</summary>
/// <param name="Rung">Rung of the ladder (<see cref="EngineRungs"/>).</param>
/// <param name="RefusedRungs">Higher rungs and why each was refused; empty when the highest was taken.</param>
/// <param name="OnnxRuntimeVersion">Version of the native library.</param>
/// <param name="Threads">Threads within an operator.</param>
/// <param name="NodeFraction">Fraction of the network's nodes that the rung's provider took, 0..1, by ONNX Runtime's own record; null in results of earlier versions.</param>
/// <param name="Key">Key of the engine, hexadecimal; null on the CPU.</param>
public sealed record EngineUsed(
    string Rung,
    IReadOnlyList<RefusedRung> RefusedRungs,
    string OnnxRuntimeVersion,
    int Threads,
    double? NodeFraction = null,
    string? Key = null);

/// <summary>A rung that was not taken.</summary>
/// <param name="Rung">Rung.</param>
/// <param name="Reason">Why not.</param>
public sealed record RefusedRung(string Rung, string Reason);

/// <summary>How long each stage took, in milliseconds.</summary>
/// <param name="LoadMs">Reading, hashing and checking the inputs.</param>
/// <param name="PreprocessMs">Pixels to tensor.</param>
/// <param name="InferMs">The network alone.</param>
/// <param name="PostprocessMs">Tensor to findings.</param>
/// <param name="TotalMs">From the job's message to the result written.</param>
public sealed record StageTimings(double LoadMs, double PreprocessMs, double InferMs, double PostprocessMs, double TotalMs)
{
    /// <summary>Making and writing the DICOM objects; 0 when there are none.</summary>
    public double ObjectsMs { get; init; }
}

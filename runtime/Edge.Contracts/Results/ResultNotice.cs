namespace Edge.Contracts;

/// <summary>
/// What central operations learn of a result, on the <c>results</c> topic. It holds nothing of PS3.15 Table E.1-1: UIDs are pseudonyms,
/// HMAC-SHA256(site key, UID) in hexadecimal, and the reason stays on the appliance because it may quote an attribute.
/// </summary>
/// <param name="SchemaVersion">Version of this format; <see cref="CurrentSchemaVersion"/>.</param>
/// <param name="Result">Pseudonym of the result's identity.</param>
/// <param name="Study">Pseudonym of the study.</param>
/// <param name="Series">Pseudonym of the series.</param>
/// <param name="Instance">Pseudonym of the instance; null for a series.</param>
/// <param name="Kind">Instance or series.</param>
/// <param name="Revision">1 for the first.</param>
/// <param name="Replaces">Pseudonym of the result that this one replaces; null when there is none.</param>
/// <param name="Model">The model.</param>
/// <param name="Outcome">How the job ended.</param>
/// <param name="Findings">Findings; empty unless completed.</param>
/// <param name="Engine">What ran it; null when nothing ran.</param>
/// <param name="Timings">How long each stage took.</param>
/// <param name="CommittedAt">When the result was committed, UTC.</param>
public sealed record ResultNotice(
    int SchemaVersion,
    string Result,
    string Study,
    string Series,
    string? Instance,
    UnitKind Kind,
    int Revision,
    string? Replaces,
    ModelIdentity Model,
    ResultOutcome Outcome,
    IReadOnlyList<Finding> Findings,
    EngineUsed? Engine,
    StageTimings Timings,
    DateTimeOffset CommittedAt)
{
    /// <summary>The schema version this code writes.</summary>
    public const int CurrentSchemaVersion = 1;
}

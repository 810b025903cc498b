namespace Edge.Contracts;

/// <summary>One line of what a verification says while it runs: exactly one member is not null, and the last line is the report.</summary>
/// <param name="Progress">How far it is.</param>
/// <param name="Finding">Something wrong.</param>
/// <param name="Report">What came out.</param>
public sealed record VerifyMessage(VerifyProgress? Progress, VerifyFinding? Finding, VerifyReport? Report);

/// <summary>How far a verification is.</summary>
/// <param name="Objects">Objects looked at.</param>
/// <param name="ObjectsInAll">Objects in the index when it began.</param>
/// <param name="Bytes">Bytes read.</param>
public sealed record VerifyProgress(long Objects, long ObjectsInAll, long Bytes);

/// <summary>Something that is not as it was stored.</summary>
/// <param name="Kind">
/// <c>missing</c>: the index has the object, and the file is gone; <c>changed</c>: the file does not hash to what was recorded; <c>unreadable</c>: the disk does
/// not give it back; <c>stray</c>: a file that the appliance did not put there.
/// </param>
/// <param name="File">Path below <c>inbox/</c>.</param>
/// <param name="Detail">What was seen.</param>
public sealed record VerifyFinding(string Kind, string File, string Detail);

/// <summary>What a verification came to.</summary>
/// <param name="Objects">Objects looked at.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="Recorded">Objects without a recorded digest, which were hashed for the first time.</param>
/// <param name="Missing">Files that are gone.</param>
/// <param name="Changed">Files that are not as they were stored.</param>
/// <param name="Unreadable">Files that the disk does not give back.</param>
/// <param name="Stray">Files that are not ours.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record VerifyReport(long Objects, long Bytes, long Recorded, long Missing, long Changed, long Unreadable, long Stray, double Seconds)
{
    /// <summary>True when nothing is wrong.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsWell => Missing + Changed + Unreadable + Stray == 0;
}

/// <summary>A verification as <c>edgectl inbox verify --json</c> prints it.</summary>
/// <param name="Report">What it came to.</param>
/// <param name="Findings">What is wrong, at most 10,000.</param>
public sealed record VerifyOutcome(VerifyReport Report, IReadOnlyList<VerifyFinding> Findings);

namespace Edge.Runtime.Jobs;

/// <summary>A complete study as it was looked at: its units are made only while it still is so.</summary>
/// <param name="StudyUid">Study Instance UID.</param>
/// <param name="Instances">Objects it had.</param>
/// <param name="CompleteAt">When it was found complete, Unix milliseconds.</param>
internal sealed record StudyVersion(string StudyUid, long Instances, long CompleteAt);

using Edge.Contracts;

namespace Edge.Runtime.Health;

/// <summary>One study from its first object to the archive's word.</summary>
/// <param name="Study">As in the list.</param>
/// <param name="Bytes">What its objects take on disk.</param>
/// <param name="Series">Its series.</param>
/// <param name="Units">What it is worked on as.</param>
/// <param name="Timeline">What happened, in order.</param>
internal sealed record StudyStory(StudyLine Study, long Bytes, IReadOnlyList<SeriesLine> Series, IReadOnlyList<UnitStory> Units, IReadOnlyList<TimelineEntry> Timeline);

/// <summary>A series of a study.</summary>
/// <param name="Uid">Series Instance UID.</param>
/// <param name="Modality">Modality; null where the objects name none.</param>
/// <param name="Instances">Objects.</param>
/// <param name="Bytes">What they take on disk.</param>
/// <param name="Flagged">Objects that need attention and are not worked on.</param>
internal sealed record SeriesLine(string Uid, string? Modality, long Instances, long Bytes, long Flagged);

/// <summary>A unit of work with its job, its result and what was sent.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="JobId">Its job; null when there is none.</param>
/// <param name="Result">The result as <c>result.json</c> has it; null when there is none.</param>
/// <param name="HasPicture">There is a picture to show.</param>
/// <param name="Sent">What goes out about it.</param>
internal sealed record UnitStory(UnitSummary Unit, long? JobId, ResultDocument? Result, bool HasPicture, IReadOnlyList<OutboxRowView> Sent);

/// <summary>Something that happened to a study.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="What">What, in plain words.</param>
/// <param name="Detail">More; null: nothing.</param>
/// <param name="TookMs">How long it took, in milliseconds; null where it is a moment.</param>
/// <param name="Kind"><c>receive</c>, <c>route</c>, <c>run</c>, <c>result</c>, <c>send</c> or <c>trouble</c>.</param>
internal sealed record TimelineEntry(DateTimeOffset At, string What, string? Detail, double? TookMs, string Kind);

namespace Edge.Runtime.Results;

/// <summary>A result that retention removes, as its rows say; columns of a query, in this order.</summary>
/// <param name="ResultId">Its identity.</param>
/// <param name="CommittedAt">When it was committed, Unix milliseconds.</param>
/// <param name="StudyUid">Its unit.</param>
/// <param name="Kind">Kind of its unit: <c>instance</c> or <c>series</c>.</param>
/// <param name="SeriesUid">Series of its unit.</param>
/// <param name="SopInstanceUid">Object of its unit; empty for a series.</param>
/// <param name="Revision">Revision of its unit.</param>
internal sealed record RemovedResult(string ResultId, long CommittedAt, string StudyUid, string Kind, string SeriesUid, string SopInstanceUid, long Revision);

namespace Edge.Runtime.Jobs;

/// <summary>A unit as its rows stand before its study is planned again.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Kind"><c>instance</c> or <c>series</c>.</param>
/// <param name="SeriesUid">Series Instance UID.</param>
/// <param name="SopInstanceUid">SOP Instance UID; empty for a series.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Content">Identity of its files.</param>
/// <param name="Model">Model; null when no route matched.</param>
/// <param name="JobId">Its job; null when it has none.</param>
internal sealed record CurrentUnit(
    long Id,
    string Kind,
    string SeriesUid,
    string SopInstanceUid,
    long Revision,
    string Content,
    string? Model,
    long? JobId)
{
    /// <summary>What stays the same from revision to revision.</summary>
    public (string Kind, string SeriesUid, string SopInstanceUid) Key => (Kind, SeriesUid, SopInstanceUid);
}

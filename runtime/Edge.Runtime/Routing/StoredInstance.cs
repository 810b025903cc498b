namespace Edge.Runtime.Routing;

/// <summary>A stored object as routing sees it.</summary>
/// <param name="Id">Its row.</param>
/// <param name="SopInstanceUid">SOP Instance UID.</param>
/// <param name="SeriesInstanceUid">Series Instance UID.</param>
/// <param name="Modality">Modality (0008,0060), or null.</param>
/// <param name="File">Its path below the inbox; sorts by the time of receipt.</param>
internal sealed record StoredInstance(long Id, string SopInstanceUid, string SeriesInstanceUid, string? Modality, string File);

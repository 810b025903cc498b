namespace Edge.Contracts;

/// <summary>Objects with different content under one SOP Instance UID.</summary>
/// <param name="SopInstanceUid">SOP Instance UID.</param>
/// <param name="StudyInstanceUid">Study of the first.</param>
/// <param name="State">
/// <c>held</c>: patient or laterality differ, nothing runs until an operator has chosen; <c>flagged</c>: something else differs, the first is in use;
/// <c>settled</c>: an operator has chosen.
/// </param>
/// <param name="Contents">Each content, in the order of receipt.</param>
public sealed record ConflictView(string SopInstanceUid, string StudyInstanceUid, string State, IReadOnlyList<ConflictContent> Contents);

/// <summary>One content.</summary>
/// <param name="File">Path below <c>inbox/</c>, by which it is chosen.</param>
/// <param name="StudyInstanceUid">Study.</param>
/// <param name="SeriesInstanceUid">Series.</param>
/// <param name="ReceivedAt">When it was stored, UTC.</param>
/// <param name="CallingAe">AE title of the sender.</param>
/// <param name="TransferSyntaxUid">Transfer syntax.</param>
/// <param name="SizeBytes">Size of the file, in bytes.</param>
/// <param name="Flag">Null: this one is in use, unless it is held; else why not.</param>
public sealed record ConflictContent(
    string File,
    string StudyInstanceUid,
    string SeriesInstanceUid,
    DateTimeOffset ReceivedAt,
    string CallingAe,
    string TransferSyntaxUid,
    long SizeBytes,
    string? Flag);

/// <summary>A conflict with what differs. It holds patients' data: for the operator at the appliance alone.</summary>
/// <param name="Conflict">As in the list.</param>
/// <param name="Differences">Attributes of the data set that differ, at most 100.</param>
/// <param name="Problem">Why not all of them are known; null when they are.</param>
public sealed record ConflictDetail(ConflictView Conflict, IReadOnlyList<AttributeDifference> Differences, string? Problem);

/// <summary>An attribute that differs.</summary>
/// <param name="Tag">As <c>(gggg,eeee)</c>.</param>
/// <param name="Keyword">Keyword of PS3.6, or the tag.</param>
/// <param name="Values">Its value in each content, shortened; null where absent.</param>
public sealed record AttributeDifference(string Tag, string Keyword, IReadOnlyList<string?> Values);

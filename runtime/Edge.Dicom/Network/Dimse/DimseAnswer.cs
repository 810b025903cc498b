namespace Edge.Dicom.Network;

/// <summary>How a normalized operation was answered, as the other side reads it.</summary>
/// <param name="Status">The status.</param>
/// <param name="ErrorComment">For people: at most 64 characters of ASCII are sent (PS3.7 C.4). No patient data.</param>
public readonly record struct DimseAnswer(DicomStatus Status, string? ErrorComment = null)
{
    /// <summary>Done.</summary>
    public static DimseAnswer Success { get; } = new(DicomStatus.Success);
}

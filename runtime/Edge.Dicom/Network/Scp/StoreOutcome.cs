namespace Edge.Dicom.Network;

/// <summary>How a C-STORE ended, as its sender will read it.</summary>
/// <param name="Status">Success means that the bytes survive loss of power.</param>
/// <param name="ErrorComment">For people: at most 64 characters of ASCII are sent (PS3.7 C.4). No patient data.</param>
public readonly record struct StoreOutcome(DicomStatus Status, string? ErrorComment = null)
{
    /// <summary>Stored.</summary>
    public static StoreOutcome Success { get; } = new(DicomStatus.Success);
}

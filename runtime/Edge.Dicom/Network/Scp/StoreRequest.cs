namespace Edge.Dicom.Network;

/// <summary>A C-STORE-RQ whose data set is about to come (PS3.7 9.1.1).</summary>
public sealed record StoreRequest
{
    /// <summary>The association it came on.</summary>
    public required AssociationRequest Association { get; init; }

    /// <summary>Affected SOP Class UID: that of the presentation context.</summary>
    public required string SopClassUid { get; init; }

    /// <summary>Affected SOP Instance UID: 1 to 64 letters, digits, dots, hyphens and underscores; what the data set says may differ.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>Transfer syntax in which the data set comes.</summary>
    public required DicomTransferSyntax TransferSyntax { get; init; }

    /// <summary>Message ID, unique among the outstanding ones of the association.</summary>
    public required ushort MessageId { get; init; }

    /// <summary>AE title of who asked for a C-MOVE that led here, or null (PS3.7 9.1.1.1.6).</summary>
    public string? MoveOriginatorAeTitle { get; init; }
}

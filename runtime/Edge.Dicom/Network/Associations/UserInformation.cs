namespace Edge.Dicom.Network;

/// <summary>The user information item of an A-ASSOCIATE PDU (PS3.8 Annex D, PS3.7 D.3.3). What is absent is null or empty.</summary>
internal sealed record UserInformation
{
    /// <summary>Used for a peer that states no maximum: what every implementation can take (the sub-item is mandatory, PS3.8 D.1).</summary>
    public const uint DefaultMaxPduBytes = 16 * 1024;

    /// <summary>Largest variable field of a P-DATA-TF that the writer of this item receives; 0 is unlimited.</summary>
    public uint MaxPduBytes { get; init; } = DefaultMaxPduBytes;

    public string ImplementationClassUid { get; init; } = string.Empty;

    public string ImplementationVersionName { get; init; } = string.Empty;

    /// <summary>Operations that may be outstanding, invoked and performed; null when not proposed, which means one of each.</summary>
    public (ushort Invoked, ushort Performed)? AsynchronousOperations { get; init; }

    public IReadOnlyList<RoleSelection> Roles { get; init; } = [];

    public UserIdentity? Identity { get; init; }

    /// <summary>True in an A-ASSOCIATE-AC that confirms the identity (PS3.7 D.3.3.7.2).</summary>
    public bool ConfirmsIdentity { get; init; }
}

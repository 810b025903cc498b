namespace Edge.Dicom.Network;

/// <summary>What a peer may do with storage commitment on an association that it opens.</summary>
[Flags]
public enum CommitmentRoles
{
    /// <summary>Nothing: the SOP class is refused.</summary>
    None = 0,

    /// <summary>Ask us to commit: the peer is service class user, we are the provider.</summary>
    Request = 1,

    /// <summary>Report on what we asked it: the peer is the provider.</summary>
    Report = 2,
}

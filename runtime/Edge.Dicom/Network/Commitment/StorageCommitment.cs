namespace Edge.Dicom.Network;

/// <summary>The Storage Commitment Push Model SOP class (PS3.4 J.3): its UIDs, numbers and limits.</summary>
public static class StorageCommitment
{
    /// <summary>The SOP class.</summary>
    public const string SopClassUid = DicomUid.StorageCommitmentPushModel;

    /// <summary>Its one, well-known instance (PS3.4 J.3.5).</summary>
    public const string SopInstanceUid = DicomUid.StorageCommitmentPushModelInstance;

    /// <summary>Action: request storage commitment (PS3.4 Table J.3-1).</summary>
    public const ushort RequestAction = 1;

    /// <summary>Event: every instance is committed (PS3.4 Table J.3-2).</summary>
    public const ushort AllCommittedEvent = 1;

    /// <summary>Event: complete, failures exist (PS3.4 Table J.3-2).</summary>
    public const ushort FailuresExistEvent = 2;

    /// <summary>Instances that one message may name; more are answered 0213. A study of thin slices has a few thousand.</summary>
    public const int MaxReferences = 10_000;

    /// <summary>Largest data set that is read, in bytes: <see cref="MaxReferences"/> with the longest UIDs need 1.8 MiB.</summary>
    public const int MaxDataSetBytes = 2 * 1024 * 1024;

    /// <summary>The one context that a request or a report needs.</summary>
    public static IReadOnlyList<ProposedContext> Contexts { get; } =
        [new ProposedContext(1, SopClassUid, [DicomUid.ExplicitVRLittleEndian, DicomUid.ImplicitVRLittleEndian])];

    /// <summary>What who reports on an association of its own proposes: to be the provider (PS3.4 J.3.1, PS3.7 D.3.3.4).</summary>
    public static RoleSelection ReporterRole { get; } = new(SopClassUid, Scu: false, Scp: true);

    /// <summary>True for the encodings of a message without pixels that are taken here.</summary>
    internal static bool IsMessageSyntax(string uid) =>
        uid is DicomUid.ImplicitVRLittleEndian or DicomUid.ExplicitVRLittleEndian or DicomUid.ExplicitVRBigEndian;
}

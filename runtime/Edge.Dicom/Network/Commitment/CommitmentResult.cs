namespace Edge.Dicom.Network;

/// <summary>What an N-EVENT-REPORT says of a request (PS3.4 Table J.3-2).</summary>
public sealed record CommitmentResult
{
    /// <summary>The request's.</summary>
    public required string TransactionUid { get; init; }

    /// <summary>AE title from which the committed instances can be retrieved; null where nothing is said (PS3.4 J.3.3.1.2).</summary>
    public string? RetrieveAeTitle { get; init; }

    /// <summary>Instances that are kept safely from now on.</summary>
    public required IReadOnlyList<SopReference> Committed { get; init; }

    /// <summary>Instances that are not.</summary>
    public required IReadOnlyList<CommitmentFailure> Failed { get; init; }

    /// <summary>1 when nothing failed, else 2.</summary>
    internal ushort EventTypeId => Failed.Count == 0 ? StorageCommitment.AllCommittedEvent : StorageCommitment.FailuresExistEvent;

    internal byte[] Encode(DicomTransferSyntax syntax)
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.TransactionUID, TransactionUid);
        if (RetrieveAeTitle is not null)
        {
            dataset.Set(DicomTag.RetrieveAETitle, RetrieveAeTitle);
        }

        if (Committed.Count > 0)
        {
            dataset.Set(CommitmentWriter.Sequence(DicomTag.ReferencedSOPSequence, Committed));
        }

        if (Failed.Count > 0)
        {
            dataset.Set(CommitmentWriter.FailedSequence(Failed));
        }

        return DicomWriter.Encode(dataset, syntax);
    }
}

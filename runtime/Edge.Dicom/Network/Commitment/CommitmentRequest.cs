namespace Edge.Dicom.Network;

/// <summary>What an N-ACTION asks to be committed (PS3.4 Table J.3-1).</summary>
/// <param name="TransactionUid">Names the request in its reports; new for each request.</param>
/// <param name="References">The instances, 1 to <see cref="StorageCommitment.MaxReferences"/>.</param>
public sealed record CommitmentRequest(string TransactionUid, IReadOnlyList<SopReference> References)
{
    internal byte[] Encode(DicomTransferSyntax syntax)
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.TransactionUID, TransactionUid);
        dataset.Set(CommitmentWriter.Sequence(DicomTag.ReferencedSOPSequence, References));
        return DicomWriter.Encode(dataset, syntax);
    }
}

namespace Edge.Dicom.Network;

/// <summary>Makes the sequences of commitment messages.</summary>
internal static class CommitmentWriter
{
    /// <summary>Instances as items.</summary>
    public static DicomSequence Sequence(DicomTag tag, IReadOnlyList<SopReference> references) => new(tag, references.Select(Item));

    /// <summary>Instances with their reasons as items of Failed SOP Sequence (0008,1198).</summary>
    public static DicomSequence FailedSequence(IReadOnlyList<CommitmentFailure> failures) => new(
        DicomTag.FailedSOPSequence,
        failures.Select(failure =>
        {
            DicomDataset item = Item(failure.Reference);
            item.Set(DicomTag.FailureReason, (long)failure.Reason);
            return item;
        }));

    private static DicomDataset Item(SopReference reference)
    {
        var item = new DicomDataset();
        item.Set(DicomTag.ReferencedSOPClassUID, reference.SopClassUid);
        item.Set(DicomTag.ReferencedSOPInstanceUID, reference.SopInstanceUid);
        return item;
    }
}

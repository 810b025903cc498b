using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Inference.Results;

/// <summary>
/// Makes the Key Object Selection that tells an archive to hide the objects of the revision before (IHE RAD TF-3 4.66.4.1.3, TID 2010). They are rejected for
/// quality reasons, not for safety's sake and not as expired: they are right about the images there were then, and an archive keeps them for whoever asks.
/// </summary>
internal static class RejectionNote
{
    /// <summary>Makes the note.</summary>
    /// <param name="context">The result.</param>
    /// <param name="rejected">Objects of the result that it replaces; at least one.</param>
    public static DicomDataset Make(ObjectContext context, IReadOnlyList<ResultObject> rejected)
    {
        DicomDataset note = ObjectHeader.Begin(
            context, ResultObjectKind.RejectionNote, DicomUid.KeyObjectSelectionDocumentStorage, "KO", "AI result replaced");
        note.Set(DicomTag.ReferencedPerformedProcedureStepSequence, (ReadOnlySpan<DicomDataset>)[]);
        note.Set(
            DicomTag.CurrentRequestedProcedureEvidenceSequence,
            InstanceReferences.Hierarchy(note.GetString(DicomTag.StudyInstanceUID)!, InstanceReferences.Made(rejected)));
        var content = new ContentItem(note.CharacterSet);
        DicomDataset root = content.Container(
            Codes.RejectedForQuality,
            "2010",
            [
                content.Code(ContentItem.HasConceptModifier, Codes.TitleModifier, Codes.OtherFailure),
                .. ReportContext.Observer(context, content),
                content.Text(
                    ContentItem.Contains, Codes.KeyObjectDescription, $"Replaced by revision {context.Unit.Revision}, made from what arrived later."),
                .. rejected.Select(each => Reference(content, each)),
            ]);
        root.Remove(DicomTag.RelationshipType);
        foreach (DicomElement element in root)
        {
            note.Set(element);
        }

        return note;
    }

    private static DicomDataset Reference(ContentItem content, ResultObject rejected)
    {
        DicomDataset reference = InstanceReferences.Of(rejected.SopClassUid, rejected.SopInstanceUid);
        return rejected.Kind is ResultObjectKind.Segmentation or ResultObjectKind.SecondaryCapture
            ? content.Image(ContentItem.Contains, name: null, reference)
            : content.Composite(ContentItem.Contains, reference);
    }
}

using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Inference.Results;

/// <summary>Makes the Comprehensive 3D SR of a result by TID 1500, Measurement Report (PS3.16).</summary>
internal static class StructuredReport
{
    /// <summary>Most measurement groups: a detector with more boxes is reported with the best of them, and the report says that it is partial.</summary>
    public const int GroupCountMax = 1000;

    /// <summary>Makes the report.</summary>
    /// <param name="context">The result.</param>
    /// <param name="segmentation">The segmentation that was made before, which groups refer to; null when there is none.</param>
    public static DicomDataset Make(ObjectContext context, ResultObject? segmentation)
    {
        // 1. Patient, study, series, and the document's state: nobody has verified it.
        DicomDataset report = ObjectHeader.Begin(context, ResultObjectKind.StructuredReport, DicomUid.Comprehensive3DSRStorage, "SR", "AI report");
        DicomCharacterSet characters = report.CharacterSet;
        var groups = new ReportGroups(context, new ContentItem(characters), segmentation);
        IReadOnlyList<DicomDataset> measurements = groups.All();
        report.Set(DicomTag.CompletionFlag, groups.LeftOut == 0 ? "COMPLETE" : "PARTIAL");
        if (groups.LeftOut > 0)
        {
            report.Set(DicomTag.CompletionFlagDescription, $"{groups.LeftOut} boxes of lower score are left out");
        }

        report.Set(DicomTag.VerificationFlag, "UNVERIFIED");
        report.Set(DicomTag.ReferencedPerformedProcedureStepSequence, (ReadOnlySpan<DicomDataset>)[]);
        report.Set(DicomTag.PerformedProcedureCodeSequence, (ReadOnlySpan<DicomDataset>)[]);

        // 2. Evidence: every input, and the segmentation that the tree refers to; the report of the revision before.
        IEnumerable<(string, string, string)> evidence = InstanceReferences.Inputs(context);
        evidence = segmentation is null ? evidence : evidence.Concat(InstanceReferences.Made([segmentation]));
        string studyUid = report.GetString(DicomTag.StudyInstanceUID)!;
        report.Set(DicomTag.CurrentRequestedProcedureEvidenceSequence, InstanceReferences.Hierarchy(studyUid, evidence));
        ResultObject[] predecessors = [.. (context.Replaces?.Objects ?? []).Where(each => each.Kind == ResultObjectKind.StructuredReport)];
        if (predecessors.Length > 0)
        {
            report.Set(DicomTag.PredecessorDocumentsSequence, InstanceReferences.Hierarchy(studyUid, InstanceReferences.Made(predecessors)));
        }

        // 3. The content tree; its root is the data set itself.
        var content = new ContentItem(characters);
        DicomDataset root = content.Container(
            Codes.ImagingMeasurementReport,
            "1500",
            [
                content.Code(ContentItem.HasConceptModifier, Codes.Language, Codes.English),
                .. ReportContext.Observer(context, content),
                ReportContext.Procedure(context, content),
                ReportContext.Library(context, content),
                content.Container(Codes.ImagingMeasurements, template: null, measurements),
            ]);
        root.Remove(DicomTag.RelationshipType);
        foreach (DicomElement element in root)
        {
            report.Set(element);
        }

        return report;
    }
}

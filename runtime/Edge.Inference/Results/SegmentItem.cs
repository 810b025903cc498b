using Edge.Dicom;

namespace Edge.Inference.Results;

/// <summary>Items of Segment Sequence (0062,0002), which say what each segment is (PS3.3 C.8.20.4).</summary>
internal static class SegmentItem
{
    /// <summary>The item of a segment.</summary>
    public static DicomDataset Of(ObjectContext context, ReportedSegment segment, DicomCharacterSet characters)
    {
        var item = new DicomDataset();
        item.Set(DicomTag.SegmentNumber, segment.Number);
        item.SetText(DicomTag.SegmentLabel, PlainText.Of(segment.Output.Label, PlainText.LongStringMax, characters), characters);
        item.Set(DicomTag.SegmentAlgorithmType, "AUTOMATIC");
        item.SetText(DicomTag.SegmentAlgorithmName, PlainText.Of(context.Model.Name, PlainText.LongStringMax, characters), characters);
        item.Set(DicomTag.SegmentationAlgorithmIdentificationSequence, Algorithm(context, characters));
        item.SetCode(DicomTag.SegmentedPropertyCategoryCodeSequence, segment.Output.Category ?? Codes.AbnormalStructure, characters);
        item.SetCode(DicomTag.SegmentedPropertyTypeCodeSequence, segment.Output.Code, characters);
        if (segment.Output.Site is { } site)
        {
            item.SetCode(DicomTag.AnatomicRegionSequence, site, characters);
        }

        item.SetText(DicomTag.TrackingID, PlainText.Of(segment.TrackingId, PlainText.LongStringMax, characters), characters);
        item.Set(DicomTag.TrackingUID, segment.TrackingUid);
        item.Set(DicomTag.RecommendedDisplayCIELabValue, segment.Colour.ToCieLab());
        return item;
    }

    private static DicomDataset Algorithm(ObjectContext context, DicomCharacterSet characters)
    {
        var item = new DicomDataset();
        item.SetCode(DicomTag.AlgorithmFamilyCodeSequence, Codes.ArtificialIntelligence, characters);
        item.SetText(DicomTag.AlgorithmName, PlainText.Of(context.Model.Name, PlainText.LongStringMax, characters), characters);
        item.SetText(DicomTag.AlgorithmVersion, PlainText.Of(context.Model.Version, PlainText.LongStringMax, characters), characters);
        item.SetText(DicomTag.AlgorithmParameters, ReportContext.Parameters(context), characters);
        return item;
    }
}

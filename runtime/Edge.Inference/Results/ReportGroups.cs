using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Results;

/// <summary>
/// The measurement groups of a report, one for each finding or box: a volumetric region where a segment is referred to (TID 1411), a planar one where a box
/// is drawn (TID 1410), else measurements alone (TID 1501).
/// </summary>
/// <param name="context">The result.</param>
/// <param name="content">Makes items.</param>
/// <param name="segmentation">The segmentation to refer to; null when there is none.</param>
internal sealed class ReportGroups(ObjectContext context, ContentItem content, ResultObject? segmentation)
{
    private const string MeasurementsTemplate = "1501";
    private const string PlanarTemplate = "1410";
    private const string VolumetricTemplate = "1411";
    private const double PercentOfShare = 100;

    /// <summary>Boxes for which no group was made.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Makes every group.</summary>
    public IReadOnlyList<DicomDataset> All()
    {
        ModelOutputs outputs = context.Manifest.Outputs;
        var groups = new List<DicomDataset>();
        IReadOnlyList<Finding> findings = context.Findings;
        int next = 0;
        foreach (FindingOutput output in outputs.Findings)
        {
            groups.Add(Whole(findings[next], next, output.Site));
            next++;
        }

        foreach (ReportedSegment segment in context.Segments)
        {
            groups.Add(Segment(segment));
            next++;
        }

        foreach (ValueOutput _ in outputs.Values)
        {
            groups.Add(Whole(findings[next], next, site: null));
            next++;
        }

        foreach (DetectionOutput output in outputs.Detections)
        {
            Boxes(findings[next], next, output.Site, groups);
            next++;
        }

        return groups;
    }

    /// <summary>A finding about the images as a whole.</summary>
    private DicomDataset Whole(Finding finding, int index, CodedConcept? site) => Group(
        MeasurementsTemplate,
        [
            .. Tracking($"{index + 1} {finding.Label}", context.Uids.Of($"tracking/finding/{index + 1}")),
            .. About(finding, finding.Present, site, category: null),
            .. context.Inputs.Count == 1
                ? [content.Image(ContentItem.Contains, Codes.Source, InstanceReferences.Whole(context.Inputs[0]))]
                : Array.Empty<DicomDataset>(),
            .. Measures(finding, finding.Probability),
            .. finding.Value is null ? [Evaluation(finding, finding.Present)] : Array.Empty<DicomDataset>(),
        ]);

    private DicomDataset Segment(ReportedSegment segment)
    {
        Finding finding = segment.Finding;
        SegmentOutput output = segment.Output;
        IEnumerable<DicomDataset> region = [];
        if (segmentation is not null)
        {
            // A segment is named without its frames: Referenced Frame Number beside Referenced Segment Number is an error (PS3.3 Table C.18-4).
            DicomDataset reference = InstanceReferences.Of(segmentation.SopClassUid, segmentation.SopInstanceUid);
            reference.Set(DicomTag.ReferencedSegmentNumber, segment.Number);
            string series = context.First.GetString(DicomTag.SeriesInstanceUID) ?? context.Unit.SeriesInstanceUid;
            region = [content.Image(ContentItem.Contains, Codes.ReferencedSegment, reference), content.Uid(ContentItem.Contains, Codes.SourceSeries, series)];
        }

        return Group(
            segmentation is null ? MeasurementsTemplate : VolumetricTemplate,
            [
                .. Tracking(segment.TrackingId, segment.TrackingUid),
                .. About(finding, finding.Present, output.Site, output.Category ?? Codes.AbnormalStructure),
                .. region,
                .. Measures(finding, finding.Probability),
                Evaluation(finding, finding.Present),
            ]);
    }

    /// <summary>A group for each box; a class of which none was found has one that says so.</summary>
    private void Boxes(Finding finding, int index, CodedConcept? site, List<DicomDataset> groups)
    {
        if (finding.Boxes is not { Count: > 0 } boxes)
        {
            groups.Add(Whole(finding, index, site));
            return;
        }

        for (int number = 1; number <= boxes.Count; number++)
        {
            if (groups.Count >= StructuredReport.GroupCountMax)
            {
                LeftOut += boxes.Count - number + 1;
                return;
            }

            DetectedBox box = boxes[number - 1];
            groups.Add(Group(
                box.Min.Count > 2 ? VolumetricTemplate : PlanarTemplate,
                [
                    .. Tracking($"{index + 1} {finding.Label} {number}", context.Uids.Of($"tracking/box/{index + 1}/{number}")),
                    .. About(finding, present: true, site, category: null),
                    .. Regions(box),
                    .. Measures(finding with { VolumeMl = null }, box.Score),
                    Evaluation(finding, present: true),
                ]));
        }
    }

    private IEnumerable<DicomDataset> Regions(DetectedBox box)
    {
        (double left, double top, double right, double bottom) = (box.Min[0], box.Min[1], box.Max[0], box.Max[1]);
        double[] corners = [left, top, right, top, right, bottom, left, bottom, left, top];
        (int first, int last) = BoxSlices.Of(box, context.Source.Slices.Count);
        for (int slice = first; slice <= last; slice++)
        {
            SourceInstance image = context.Source.Slices[slice];
            yield return content.Polygon(
                Codes.ImageRegion, corners, content.Image(ContentItem.SelectedFrom, name: null, InstanceReferences.Slice(image)));
        }
    }

    private DicomDataset Group(string template, IEnumerable<DicomDataset> children) => content.Container(Codes.MeasurementGroup, template, children);

    private DicomDataset[] Tracking(string identifier, string uid) =>
    [
        content.Text(ContentItem.HasObservationContext, Codes.TrackingIdentifier, identifier),
        content.Uid(ContentItem.HasObservationContext, Codes.TrackingUid, uid),
    ];

    /// <summary>What was found; of what is absent only the evaluation speaks, so that no list of findings shows it as one.</summary>
    private IEnumerable<DicomDataset> About(Finding finding, bool present, CodedConcept? site, CodedConcept? category)
    {
        foreach (DicomDataset item in ReportContext.Algorithm(context, content))
        {
            yield return item;
        }

        if (present && category is not null)
        {
            yield return content.Code(ContentItem.Contains, Codes.FindingCategory, category);
        }

        if (present)
        {
            yield return content.Code(ContentItem.Contains, Codes.Finding, finding.Code);
        }

        if (site is not null)
        {
            yield return content.Code(ContentItem.HasConceptModifier, Codes.FindingSite, site);
        }
    }

    private IEnumerable<DicomDataset> Measures(Finding finding, double? probability)
    {
        if (finding.VolumeMl is { } volume)
        {
            yield return content.Number(Codes.Volume, volume, Codes.Milliliter);
        }

        if (finding.DiameterMm is { } diameter)
        {
            yield return content.Number(Codes.LongAxis, diameter, Codes.Millimeter);
        }

        if (finding.Mean is { } mean)
        {
            // Hounsfield units make a mean an attenuation; of any other values nothing more is known than that it is their mean.
            yield return finding.Unit is { Value: "[hnsf'U]" } hounsfield
                ? content.Number(
                    Codes.AttenuationCoefficient, mean, hounsfield, content.Code(ContentItem.HasConceptModifier, Codes.Derivation, Codes.Mean))
                : content.Number(Codes.Mean, mean, finding.Unit ?? Codes.NoUnit);
        }

        if (finding.Value is { } value)
        {
            yield return content.Number(finding.Code, value, finding.Unit ?? Codes.NoUnit);
        }

        if (probability is { } share)
        {
            yield return content.Number(Codes.CertaintyOfFinding, share * PercentOfShare, Codes.Percent);
        }
    }

    private DicomDataset Evaluation(Finding finding, bool present) =>
        content.Code(ContentItem.Contains, finding.Code, present ? Codes.Present : Codes.Absent);
}

using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Inference.Results;

/// <summary>Builds the content tree of a structured report, item by item (PS3.3 C.17.3).</summary>
/// <param name="characters">Character set of the report.</param>
internal sealed class ContentItem(DicomCharacterSet characters)
{
    public const string Contains = "CONTAINS";
    public const string HasObservationContext = "HAS OBS CONTEXT";
    public const string HasConceptModifier = "HAS CONCEPT MOD";
    public const string SelectedFrom = "SELECTED FROM";

    private const int TextMax = 1024;

    /// <summary>A container; its children follow in one section each.</summary>
    /// <param name="name">What it holds.</param>
    /// <param name="template">Template that it follows (PS3.16); null where none is named.</param>
    /// <param name="children">Its children.</param>
    public DicomDataset Container(CodedConcept name, string? template, IEnumerable<DicomDataset> children)
    {
        DicomDataset item = Item(Contains, "CONTAINER", name);
        item.Set(DicomTag.ContinuityOfContent, "SEPARATE");
        if (template is not null)
        {
            var identification = new DicomDataset();
            identification.Set(DicomTag.MappingResource, "DCMR");
            identification.Set(DicomTag.TemplateIdentifier, template);
            item.Set(DicomTag.ContentTemplateSequence, identification);
        }

        DicomDataset[] content = [.. children];
        if (content.Length > 0)
        {
            item.Set(DicomTag.ContentSequence, content);
        }

        return item;
    }

    /// <summary>A coded value.</summary>
    public DicomDataset Code(string relationship, CodedConcept name, CodedConcept value, params DicomDataset[] children)
    {
        DicomDataset item = Item(relationship, "CODE", name);
        item.SetCode(DicomTag.ConceptCodeSequence, value, characters);
        return With(item, children);
    }

    /// <summary>Text.</summary>
    public DicomDataset Text(string relationship, CodedConcept name, string value)
    {
        DicomDataset item = Item(relationship, "TEXT", name);
        item.SetText(DicomTag.TextValue, PlainText.Of(value, TextMax, characters), characters);
        return item;
    }

    /// <summary>A UID.</summary>
    public DicomDataset Uid(string relationship, CodedConcept name, string value)
    {
        DicomDataset item = Item(relationship, "UIDREF", name);
        item.Set(DicomTag.UID, value);
        return item;
    }

    /// <summary>A measured number with its unit.</summary>
    public DicomDataset Number(CodedConcept name, double value, CodedConcept unit, params DicomDataset[] children)
    {
        var measured = new DicomDataset();
        measured.Set(DicomTag.NumericValue, value);
        measured.Set(DicomTag.FloatingPointValue, value);
        measured.SetCode(DicomTag.MeasurementUnitsCodeSequence, unit, characters);
        DicomDataset item = Item(Contains, "NUM", name);
        item.Set(DicomTag.MeasuredValueSequence, measured);
        return With(item, children);
    }

    /// <summary>A reference to an image, a frame of it, or a segment.</summary>
    /// <param name="relationship">How it relates to its parent.</param>
    /// <param name="name">What it is; null where the template names no concept.</param>
    /// <param name="reference">The item of Referenced SOP Sequence (0008,1199).</param>
    public DicomDataset Image(string relationship, CodedConcept? name, DicomDataset reference) => Reference(relationship, "IMAGE", name, reference);

    /// <summary>A reference to an object that is no image.</summary>
    public DicomDataset Composite(string relationship, DicomDataset reference) => Reference(relationship, "COMPOSITE", name: null, reference);

    /// <summary>A closed line on an image.</summary>
    /// <param name="name">What it encloses.</param>
    /// <param name="corners">Column and row of each corner, the first again at the end; 0, 0 is the corner of the first pixel (PS3.3 C.18.6.1.2).</param>
    /// <param name="image">The image item that it is drawn on.</param>
    public DicomDataset Polygon(CodedConcept name, ReadOnlySpan<double> corners, DicomDataset image)
    {
        DicomDataset item = Item(Contains, "SCOORD", name);
        item.Set(DicomTag.GraphicType, "POLYLINE");
        item.Set(DicomTag.GraphicData, corners);
        return With(item, image);
    }

    private DicomDataset Item(string relationship, string type, CodedConcept? name)
    {
        var item = new DicomDataset();
        item.Set(DicomTag.RelationshipType, relationship);
        item.Set(DicomTag.ValueType, type);
        if (name is not null)
        {
            item.SetCode(DicomTag.ConceptNameCodeSequence, name, characters);
        }

        return item;
    }

    private DicomDataset Reference(string relationship, string type, CodedConcept? name, DicomDataset reference)
    {
        DicomDataset item = Item(relationship, type, name);
        item.Set(DicomTag.ReferencedSOPSequence, reference);
        return item;
    }

    private static DicomDataset With(DicomDataset item, params ReadOnlySpan<DicomDataset> children)
    {
        if (children.Length > 0)
        {
            item.Set(DicomTag.ContentSequence, children);
        }

        return item;
    }
}

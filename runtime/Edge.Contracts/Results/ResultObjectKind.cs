using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>The kinds of DICOM objects that a result may have.</summary>
public enum ResultObjectKind
{
    /// <summary>Structured report: Comprehensive 3D SR by TID 1500.</summary>
    [JsonStringEnumMemberName("sr")]
    StructuredReport,

    /// <summary>Segmentation, binary or fractional.</summary>
    [JsonStringEnumMemberName("seg")]
    Segmentation,

    /// <summary>Secondary Capture with what was found burnt in.</summary>
    [JsonStringEnumMemberName("sc")]
    SecondaryCapture,

    /// <summary>Key Object Selection that rejects the objects of the revision this result replaces (IHE RAD TF-3 4.66.4.1.3).</summary>
    [JsonStringEnumMemberName("rejection-note")]
    RejectionNote,
}

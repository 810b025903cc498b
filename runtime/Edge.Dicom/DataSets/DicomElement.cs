namespace Edge.Dicom;

/// <summary>
/// One data element (PS3.5 7.1): a <see cref="DicomValue"/>, a <see cref="DicomSequence"/>, <see cref="DicomFragments"/>, or a
/// <see cref="DicomSkippedValue"/> that was left in the file.
/// </summary>
public abstract class DicomElement
{
    private protected DicomElement(DicomTag tag, DicomVR vr)
    {
        Tag = tag;
        VR = vr;
    }

    /// <summary>The tag.</summary>
    public DicomTag Tag { get; }

    /// <summary>The representation, as encoded or as the dictionary has it.</summary>
    public DicomVR VR { get; }
}

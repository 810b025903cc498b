namespace Edge.Dicom;

/// <summary>What kind of container a <see cref="ReaderFrame"/> is.</summary>
internal enum ReaderFrameKind
{
    Root,
    Item,
    Sequence,
    Fragments,
}

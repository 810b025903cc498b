namespace Edge.Dicom.Images;

/// <summary>
/// The functional groups of an enhanced multi-frame image (PS3.3 C.7.6.16): what is said of one frame comes from its own item, else from the item that
/// all frames share.
/// </summary>
internal sealed class FunctionalGroups
{
    private readonly DicomDataset? _shared;
    private readonly IReadOnlyList<DicomDataset> _perFrame;

    private FunctionalGroups(DicomDataset? shared, IReadOnlyList<DicomDataset> perFrame)
    {
        _shared = shared;
        _perFrame = perFrame;
    }

    /// <summary>The functional groups of an image; null where it has none.</summary>
    public static FunctionalGroups? Of(DicomDataset image)
    {
        IReadOnlyList<DicomDataset> shared = image.GetItems(DicomTag.SharedFunctionalGroupsSequence);
        IReadOnlyList<DicomDataset> perFrame = image.GetItems(DicomTag.PerFrameFunctionalGroupsSequence);
        return shared.Count == 0 && perFrame.Count == 0 ? null : new FunctionalGroups(shared.Count > 0 ? shared[0] : null, perFrame);
    }

    /// <summary>The item of a group for a frame, counted from 0; null where neither has it.</summary>
    public DicomDataset? Item(int frame, DicomTag group) =>
        frame < _perFrame.Count && _perFrame[frame].GetItems(group) is [var own, ..] ? own
        : _shared?.GetItems(group) is [var common, ..] ? common
        : null;
}

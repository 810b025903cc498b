using System.Collections.Frozen;
using Edge.Dicom;

namespace Edge.Runtime.Inbox;

/// <summary>What the index keeps of a data set.</summary>
/// <param name="StudyUid">Study Instance UID (0020,000D); empty where there is none that can be used.</param>
/// <param name="SeriesUid">Series Instance UID (0020,000E); empty where there is none that can be used.</param>
/// <param name="Modality">Modality (0008,0060), or null.</param>
/// <param name="Flag">Null, or why the object is kept but never routed.</param>
internal sealed record ObjectHeader(string StudyUid, string SeriesUid, string? Modality, string? Flag)
{
    /// <summary>Flag of an object whose UID another content had first.</summary>
    public const string OtherContent = "Other content was received before under the same SOP Instance UID.";

    /// <summary>Flag of an object that an operator passed over for another content under its UID.</summary>
    public const string NotChosen = "An operator chose other content under the same SOP Instance UID.";

    /// <summary>Flag of a file found beside another with the same content.</summary>
    public const string Repeated = "The same object is stored already.";

    private const int MaxValueBytes = 4096;
    private const int MaxModalityLength = 16;

    private static readonly FrozenSet<DicomTag> KeptTags = FrozenSet.ToFrozenSet(
    [
        .. ReceptionRecord.MetaTags,
        DicomTag.SpecificCharacterSet,
        DicomTag.SOPClassUID,
        DicomTag.SOPInstanceUID,
        DicomTag.Modality,
        DicomTag.StudyInstanceUID,
        DicomTag.SeriesInstanceUID,
        .. SliceFacts.Tags,
    ]);

    /// <summary>
    /// What the index reads: up to the pixel data. Only what the index needs is kept in memory, however much a sender
    /// puts before its pixel data.
    /// </summary>
    public static readonly DicomReadOptions ReadOptions = DicomReadOptions.Header with { MaxValueBytes = MaxValueBytes, KeepTags = KeptTags };

    /// <summary>What tells whether its series is whole; null where it says nothing of this.</summary>
    public SliceFacts? Slice { get; init; }

    /// <summary>Takes what the index needs out of a data set.</summary>
    public static ObjectHeader From(DicomDataset dataset)
    {
        string? study = dataset.GetString(DicomTag.StudyInstanceUID);
        string? series = dataset.GetString(DicomTag.SeriesInstanceUID);
        string? flag = FlagOf(study, "Study Instance UID")
            ?? FlagOf(series, "Series Instance UID")
            ?? FlagOf(dataset.GetString(DicomTag.SOPInstanceUID), "SOP Instance UID")
            ?? FlagOf(dataset.GetString(DicomTag.SOPClassUID), "SOP Class UID");
        return new ObjectHeader(Usable(study), Usable(series), ModalityOf(dataset), flag) { Slice = SliceFacts.From(dataset) };
    }

    /// <summary>
    /// True for 1 to 64 digits and points. Some senders break the finer rules of PS3.5 section 9, such as the one against leading zeros;
    /// their objects are still told apart by what they send.
    /// </summary>
    public static bool IsUsable(string? uid) =>
        uid is { Length: > 0 and <= DicomUid.MaxLength } && uid.All(letter => char.IsAsciiDigit(letter) || letter == '.');

    private static string Usable(string? uid) => IsUsable(uid) ? uid! : "";

    private static string? FlagOf(string? uid, string name) =>
        uid is null ? $"The data set has no {name}." : IsUsable(uid) ? null : $"The {name} of the data set is no UID.";

    private static string? ModalityOf(DicomDataset dataset) =>
        dataset.GetString(DicomTag.Modality) is { Length: <= MaxModalityLength } modality
        && modality.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) || letter is ' ' or '_')
            ? modality
            : null;
}

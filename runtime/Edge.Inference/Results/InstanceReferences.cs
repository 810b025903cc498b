using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Results;

/// <summary>References to objects, each one time a new item, since an item stands in one sequence only.</summary>
internal static class InstanceReferences
{
    /// <summary>An object by its class and UID (PS3.3 Table 10-11).</summary>
    public static DicomDataset Of(string sopClassUid, string sopInstanceUid)
    {
        var item = new DicomDataset();
        item.Set(DicomTag.ReferencedSOPClassUID, sopClassUid);
        item.Set(DicomTag.ReferencedSOPInstanceUID, sopInstanceUid);
        return item;
    }

    /// <summary>A whole input.</summary>
    public static DicomDataset Whole(SourceInstance instance) => Of(ClassOf(instance), instance.SopInstanceUid);

    /// <summary>A slice: an image, or a frame of it.</summary>
    public static DicomDataset Slice(SourceInstance slice)
    {
        DicomDataset item = Whole(slice);
        if (slice.Frame is { } frame)
        {
            item.Set(DicomTag.ReferencedFrameNumber, frame + 1L);
        }

        return item;
    }

    /// <summary>
    /// Objects by study and series, as evidence and predecessors are listed (PS3.3 Table C.17-3).
    /// </summary>
    /// <param name="studyUid">Study that all of them belong to.</param>
    /// <param name="objects">Series, class and UID of each.</param>
    public static DicomDataset Hierarchy(string studyUid, IEnumerable<(string SeriesUid, string ClassUid, string Uid)> objects)
    {
        var study = new DicomDataset();
        study.Set(DicomTag.ReferencedSeriesSequence, BySeries(objects, DicomTag.ReferencedSOPSequence));
        study.Set(DicomTag.StudyInstanceUID, studyUid);
        return study;
    }

    /// <summary>One item for each series, with its objects in a sequence of the given tag.</summary>
    public static DicomDataset[] BySeries(IEnumerable<(string SeriesUid, string ClassUid, string Uid)> objects, DicomTag sequence) =>
    [
        .. objects.GroupBy(each => each.SeriesUid, StringComparer.Ordinal).Select(series =>
        {
            var item = new DicomDataset();
            item.Set(sequence, [.. series.Select(each => Of(each.ClassUid, each.Uid))]);
            item.Set(DicomTag.SeriesInstanceUID, series.Key);
            return item;
        }),
    ];

    /// <summary>Series, class and UID of every input.</summary>
    public static IEnumerable<(string SeriesUid, string ClassUid, string Uid)> Inputs(ObjectContext context) => context.Inputs.Select(instance =>
        (instance.File.Dataset.GetString(DicomTag.SeriesInstanceUID) ?? context.Unit.SeriesInstanceUid, ClassOf(instance), instance.SopInstanceUid));

    /// <summary>Series, class and UID of objects of a result.</summary>
    public static IEnumerable<(string SeriesUid, string ClassUid, string Uid)> Made(IEnumerable<ResultObject> objects) =>
        objects.Select(each => (each.SeriesInstanceUid, each.SopClassUid, each.SopInstanceUid));

    private static string ClassOf(SourceInstance instance) => instance.File.Dataset.GetString(DicomTag.SOPClassUID) ?? string.Empty;
}

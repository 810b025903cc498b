using Edge.Contracts;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Postprocess;

namespace Edge.Inference.Results;

/// <summary>Makes the DICOM objects of a completed job that its manifest asks for.</summary>
internal static class ResultObjects
{
    private const string Report = "sr";
    private const string Segments = "seg";
    private const string Picture = "sc";

    /// <summary>Makes and writes the objects; each file survives loss of power on return, the directory's entries not yet.</summary>
    /// <param name="context">The result.</param>
    /// <param name="rejectReplaced">True to reject the objects of the revision before.</param>
    /// <param name="directory">The job's scratch directory.</param>
    /// <param name="made">Receives the objects, in the order made.</param>
    /// <returns>Null, or why an object that the manifest asks for cannot be made.</returns>
    /// <exception cref="IOException">One cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Time is up.</exception>
    public static StageStop? Make(ObjectContext context, bool rejectReplaced, string directory, List<ResultObject> made)
    {
        IReadOnlyList<string> wanted = context.Manifest.Outputs.Objects;

        // 1. The segmentation first, since the report refers to it.
        bool fractional = wanted.Contains(SegmentPlan.FractionalObject);
        ResultObject? segmentation = null;
        if ((fractional || wanted.Contains(Segments)) && context.Segments.Count > 0)
        {
            if (SegmentationObject.Make(context, fractional, out StageStop? stop) is not { } seg)
            {
                return stop;
            }

            segmentation = ObjectFile.Write(directory, ResultObjectKind.Segmentation, seg);
            made.Add(segmentation);
        }

        // 2. The report.
        context.Deadline.ThrowIfCancellationRequested();
        if (wanted.Contains(Report))
        {
            made.Add(ObjectFile.Write(directory, ResultObjectKind.StructuredReport, StructuredReport.Make(context, segmentation)));
        }

        // 3. The picture.
        context.Deadline.ThrowIfCancellationRequested();
        if (wanted.Contains(Picture))
        {
            if (SecondaryCapture.Make(context, out StageStop? stop) is not { } picture)
            {
                return stop;
            }

            made.Add(ObjectFile.Write(directory, ResultObjectKind.SecondaryCapture, picture));
            PreviewFile.Write(directory, picture);
        }

        // 4. What becomes of the objects before.
        context.Deadline.ThrowIfCancellationRequested();
        ResultObject[] rejected = [.. (context.Replaces?.Objects ?? []).Where(each => each.Kind != ResultObjectKind.RejectionNote)];
        if (rejectReplaced && rejected.Length > 0)
        {
            made.Add(ObjectFile.Write(directory, ResultObjectKind.RejectionNote, RejectionNote.Make(context, rejected)));
        }

        return null;
    }
}

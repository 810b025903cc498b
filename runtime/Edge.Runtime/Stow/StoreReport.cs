using Edge.Dicom;
using Edge.Dicom.Network;
using Edge.Runtime.Inbox;
using Edge.Runtime.Store;

namespace Edge.Runtime.Stow;

/// <summary>The Store Instances Response Module of a request (PS3.18 annex I), and the HTTP status that goes with it (PS3.18 10.5.3.1).</summary>
/// <param name="results">What became of each part.</param>
/// <param name="flags">Of the stored objects, those kept with a flag: SOP Instance UID and flag.</param>
/// <param name="end">How the request itself ended.</param>
internal sealed class StoreReport(IReadOnlyList<PartResult> results, IReadOnlyDictionary<string, string> flags, RequestEnd end)
{
    /// <summary>B007: stored although the data set lacks what its SOP class requires (PS3.18 Table I.2-1).</summary>
    public const ushort DoesNotMatchSopClass = 0xB007;

    /// <summary>B111, our own: stored beside another content that came first under the same SOP Instance UID, or after its series had been removed.</summary>
    public const ushort OtherContentFirst = 0xB111;

    /// <summary>Parts that were stored.</summary>
    public int StoredCount { get; } = results.Count(result => result.Outcome.Status.IsSuccess);

    /// <summary>
    /// 200: all stored. 202: some, or some with a warning. 409: none, for reasons of the objects. 503: none, for lack of room. Where the request itself
    /// could not be read to its end, what that says.
    /// </summary>
    public int HttpStatus
    {
        get
        {
            if (end == RequestEnd.Malformed)
            {
                return StoredCount > 0 ? StatusCodes.Status202Accepted : StatusCodes.Status400BadRequest;
            }

            if (end != RequestEnd.Whole)
            {
                return end == RequestEnd.TooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status408RequestTimeout;
            }

            if (StoredCount == 0)
            {
                return results.All(result => result.Outcome.Status == DicomStatus.OutOfResources)
                    ? StatusCodes.Status503ServiceUnavailable
                    : StatusCodes.Status409Conflict;
            }

            return StoredCount == results.Count && flags.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
        }
    }

    /// <summary>The module.</summary>
    public DicomDataset ToDataset()
    {
        var module = new DicomDataset();
        module.Set(DicomTag.RetrieveURL, DicomVR.UR);
        Add(module, DicomTag.FailedSOPSequence, results.Where(result => !result.Outcome.Status.IsSuccess && result.NamesObject).Select(Failed));
        Add(module, DicomTag.ReferencedSOPSequence, results.Where(result => result.Outcome.Status.IsSuccess).Select(Stored));
        Add(module, DicomTag.OtherFailuresSequence, results.Where(result => !result.Outcome.Status.IsSuccess && !result.NamesObject).Select(Reason));
        return module;
    }

    private static void Add(DicomDataset module, DicomTag sequence, IEnumerable<DicomDataset> items)
    {
        DicomDataset[] all = [.. items];
        if (all.Length > 0)
        {
            module.Set(sequence, all);
        }
    }

    private static DicomDataset Reference(PartResult result)
    {
        var item = new DicomDataset();
        item.Set(DicomTag.ReferencedSOPClassUID, result.SopClassUid);
        item.Set(DicomTag.ReferencedSOPInstanceUID, result.SopInstanceUid);
        return item;
    }

    private static DicomDataset Failed(PartResult result)
    {
        DicomDataset item = Reference(result);
        item.Set(DicomTag.FailureReason, (long)result.Outcome.Status.Code);
        return item;
    }

    private static DicomDataset Reason(PartResult result)
    {
        var item = new DicomDataset();
        item.Set(DicomTag.FailureReason, (long)result.Outcome.Status.Code);
        return item;
    }

    private static bool IsNotFirst(string flag) => flag is ObjectHeader.OtherContent or UnitHold.Flag or ObjectHeader.NotChosen or RemovedSeries.SentAgain;

    private DicomDataset Stored(PartResult result)
    {
        DicomDataset item = Reference(result);
        item.Set(DicomTag.RetrieveURL, DicomVR.UR);
        if (flags.TryGetValue(result.SopInstanceUid, out string? flag))
        {
            item.Set(DicomTag.WarningReason, (long)(IsNotFirst(flag) ? OtherContentFirst : DoesNotMatchSopClass));
        }

        return item;
    }
}

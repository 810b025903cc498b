using System.Globalization;
using Edge.Contracts;

namespace Edge.Runtime.Results;

/// <summary>What the objects of a result must satisfy before they may lie under <c>results/</c>: they come from a process that runs native code on what others sent.</summary>
internal static class ResultObjects
{
    /// <summary>Objects a result may have.</summary>
    public const int CountMax = 1000;

    private const int UidLengthMax = 64;

    /// <summary>Checks them against the files beside the document.</summary>
    /// <exception cref="InvalidDataException">An object is not there as described, or would lead out of the directory.</exception>
    public static void Check(string directory, ResultDocument document)
    {
        if (document.Objects.Count > CountMax)
        {
            throw new InvalidDataException($"The result has {document.Objects.Count} objects, more than {CountMax}.");
        }

        foreach (ResultObject one in document.Objects)
        {
            if (Trouble(directory, one) is { } trouble)
            {
                throw new InvalidDataException($"The result's object '{one.File}' {trouble}.");
            }
        }

        if (document.Objects.DistinctBy(one => one.SopInstanceUid).Count() < document.Objects.Count)
        {
            throw new InvalidDataException("Two objects of the result have one SOP Instance UID.");
        }
    }

    private static string? Trouble(string directory, ResultObject one)
    {
        if (one.File.Length == 0 || one.File[0] == '.' || one.File == ResultDocument.FileName || one.File.Any(c => c is '/' or '\\' || char.IsControl(c)))
        {
            return "has a name that no object may have";
        }

        if (Array.Exists([one.SopClassUid, one.SopInstanceUid, one.SeriesInstanceUid, one.TransferSyntaxUid], uid => !IsUid(uid)))
        {
            return "has a UID that is none";
        }

        var file = new FileInfo(Path.Combine(directory, one.File));
        if (!file.Exists || file.LinkTarget is not null)
        {
            return "is not there, or is no plain file";
        }

        return file.Length == one.SizeBytes
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"has {file.Length} bytes instead of {one.SizeBytes}");
    }

    private static bool IsUid(string text) => text.Length is > 0 and <= UidLengthMax && text.All(c => char.IsAsciiDigit(c) || c == '.');
}

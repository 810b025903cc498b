using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Runtime.Jobs;

/// <summary>Compares the DICOM objects of a result that was made again with the committed ones.</summary>
internal static class ReplayedObjects
{
    private const int AttributeCountMax = 50;

    private static readonly DicomTag[] Pixels = [DicomTag.PixelData, DicomTag.NumberOfFrames, DicomTag.Rows, DicomTag.Columns];

    /// <summary>Which objects differ, and in which attributes. Objects with one SHA-256 are not read.</summary>
    /// <exception cref="IOException">An object cannot be read.</exception>
    public static IEnumerable<ReplayDifference> Differences(
        (ResultDocument Document, string Directory) committed, (ResultDocument Document, string Directory) again)
    {
        var after = again.Document.Objects.ToDictionary(one => one.File, StringComparer.Ordinal);
        foreach (ResultObject was in committed.Document.Objects)
        {
            if (!after.Remove(was.File, out ResultObject? now))
            {
                yield return new ReplayDifference(was.File, was.Sha256, Now: null, IsWithinTolerance: false);
            }
            else if (was.Sha256 != now.Sha256)
            {
                foreach (ReplayDifference difference in Differences(was, Path.Combine(committed.Directory, was.File), now, Path.Combine(again.Directory, now.File)))
                {
                    yield return difference;
                }
            }
        }

        foreach (ResultObject now in after.Values)
        {
            yield return new ReplayDifference(now.File, Was: null, now.Sha256, IsWithinTolerance: false);
        }
    }

    private static IReadOnlyList<ReplayDifference> Differences(ResultObject was, string before, ResultObject now, string after)
    {
        using var first = new FileStream(before, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var second = new FileStream(after, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            IReadOnlyList<DicomTag> tags = new DicomContentComparison(
                new DicomFileReader(first, DicomReadOptions.Default), new DicomFileReader(second, DicomReadOptions.Default)).Differences(AttributeCountMax);
            return
            [
                .. tags.Select(tag => new ReplayDifference($"{was.File} {DicomDictionary.KeywordOrNumber(tag)}", Was: null, Now: null, !Pixels.Contains(tag))),

                // The same content in other bytes: a later version may encode otherwise.
                .. tags.Count == 0 ? [new ReplayDifference(was.File, was.Sha256, now.Sha256, IsWithinTolerance: true)] : Array.Empty<ReplayDifference>(),
            ];
        }
        catch (DicomFormatException)
        {
            return [new ReplayDifference(was.File, was.Sha256, now.Sha256, IsWithinTolerance: false)];
        }
    }
}

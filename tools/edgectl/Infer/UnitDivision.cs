using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Ctl.Infer;

/// <summary>
/// Divides the instances of a folder into units as an appliance does whose only route takes everything: each instance, or each series, by the model's
/// kind. The same instance again is one; different content under one UID holds its unit until a person chooses.
/// </summary>
internal static class UnitDivision
{
    /// <summary>Most instances one unit may have, as on an appliance.</summary>
    private const int UnitInstancesMax = 20_000;

    /// <summary>Divides.</summary>
    /// <param name="instances">What was found, in the order of paths.</param>
    /// <param name="kind">What the model takes.</param>
    /// <param name="duplicates">Receives the number of files that hold an instance again.</param>
    public static IReadOnlyList<FolderUnit> Divide(IReadOnlyList<FolderInstance> instances, UnitKind kind, out int duplicates)
    {
        var distinct = new List<FolderInstance>(instances.Count);
        var conflicts = new Dictionary<string, string>(StringComparer.Ordinal);
        duplicates = 0;
        foreach (IGrouping<string, FolderInstance> same in instances.GroupBy(instance => instance.SopInstanceUid, StringComparer.Ordinal))
        {
            FolderInstance first = same.First();
            distinct.Add(first);
            foreach (FolderInstance again in same.Skip(1))
            {
                duplicates++;
                if (!AreSame(first.Path, again.Path))
                {
                    conflicts.TryAdd(
                        same.Key,
                        $"{first.RelativePath} and {again.RelativePath} have one SOP Instance UID and different content. Leave one of them in the folder.");
                }
            }
        }

        IEnumerable<FolderInstance[]> groups = kind == UnitKind.Instance
            ? distinct.Select(instance => (FolderInstance[])[instance])
            : distinct.GroupBy(instance => (instance.StudyInstanceUid, instance.SeriesInstanceUid)).Select(group => group.ToArray());
        return [.. groups.Select(group => Unit(kind, group, conflicts))];
    }

    private static FolderUnit Unit(UnitKind kind, FolderInstance[] group, Dictionary<string, string> conflicts)
    {
        FolderInstance speaker = group[group.Length / 2];
        string? held = group.Length > UnitInstancesMax
            ? $"It has {group.Length} objects; at most {UnitInstancesMax} can run as one unit."
            : group.Select(instance => conflicts.GetValueOrDefault(instance.SopInstanceUid)).FirstOrDefault(reason => reason is not null);
        var unit = new JobUnit(
            kind,
            speaker.StudyInstanceUid,
            speaker.SeriesInstanceUid,
            kind == UnitKind.Instance ? speaker.SopInstanceUid : null,
            Revision: 1,
            [.. group.Select(instance => new JobInstance(instance.SopInstanceUid, instance.Path))]);
        return new FolderUnit(unit, [.. group.Select(instance => instance.RelativePath)], speaker.Attributes, held);
    }

    /// <summary>Equal attributes and pixel bytes; what the meta header says and how it is encoded do not count.</summary>
    private static bool AreSame(string path, string otherPath)
    {
        try
        {
            using FileStream one = File.OpenRead(path);
            using FileStream other = File.OpenRead(otherPath);
            return new DicomContentComparison(new DicomFileReader(one, DicomReadOptions.Default), new DicomFileReader(other, DicomReadOptions.Default)).AreEqual();
        }
        catch (Exception unreadable) when (unreadable is DicomFormatException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

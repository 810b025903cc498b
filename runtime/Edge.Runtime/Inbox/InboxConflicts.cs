using Dapper;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Shows objects with different content under one SOP Instance UID. What differs is read from the files when it is asked for, and given to the local
/// socket alone: it says who the patient is, and is neither kept nor logged.
/// </summary>
internal sealed class InboxConflicts(EdgeStore store, DataDirectory data)
{
    /// <summary>Conflicts listed at most, the latest first.</summary>
    public const int ListMax = 1000;

    private const int DifferencesMax = 100;
    private const int ValueMaxBytes = 256;
    private const int ShownLengthMax = 64;

    /// <summary>Conflicts, the latest first.</summary>
    /// <param name="all">Also those that an operator has settled.</param>
    public IReadOnlyList<ConflictView> List(bool all) => store.Read(connection =>
    {
        List<string> uids = connection.Query<string>(
            "SELECT sop_instance_uid FROM instances WHERE flag IN @flags GROUP BY sop_instance_uid ORDER BY max(id) DESC LIMIT @ListMax",
            new { flags = (string[])[.. UnitHold.Flags, ObjectHeader.OtherContent, .. all ? [ObjectHeader.NotChosen] : Array.Empty<string>()], ListMax }).AsList();
        return (IReadOnlyList<ConflictView>)[.. uids.Select(uid => ConflictRow.ToView(Rows(connection, uid)))];
    });

    /// <summary>The objects of a SOP Instance UID, of which there is one at least.</summary>
    public ConflictView Of(string sopInstanceUid) => store.Read(connection => ConflictRow.ToView(Rows(connection, sopInstanceUid)));

    /// <summary>A conflict with what differs; null where there are not at least two objects of that SOP Instance UID.</summary>
    public ConflictDetail? Find(string sopInstanceUid)
    {
        List<ConflictRow> rows = store.Read(connection => Rows(connection, sopInstanceUid));
        if (rows.Count < 2)
        {
            return null;
        }

        string[] paths = [.. rows.Select(row => Path.Combine(data.Inbox, row.File))];
        var tags = new SortedSet<DicomTag>();
        string? problem = null;
        foreach (string other in paths.Skip(1))
        {
            try
            {
                tags.UnionWith(Differences(paths[0], other));
            }
            catch (Exception unreadable) when (unreadable is DicomFormatException or IOException or UnauthorizedAccessException)
            {
                // The exception's text may quote the object.
                problem = $"{Path.GetFileName(paths[0])} and {Path.GetFileName(other)} could not be compared to their end.";
            }
        }

        HashSet<DicomTag> shown = [.. tags.Take(DifferencesMax), DicomTag.SpecificCharacterSet];
        List<DicomDataset?> headers = [.. paths.Select(path => Header(path, shown))];
        return new ConflictDetail(
            ConflictRow.ToView(rows),
            [.. tags.Take(DifferencesMax).Select(tag => new AttributeDifference(
                tag.ToString(), DicomDictionary.KeywordOrNumber(tag), [.. headers.Select(header => Shown(header, tag))]))],
            problem);
    }

    private static List<ConflictRow> Rows(SqliteConnection connection, string sopInstanceUid) =>
        connection.Query<ConflictRow>(ConflictRow.Select + "WHERE sop_instance_uid = @sopInstanceUid ORDER BY id", new { sopInstanceUid }).AsList();

    private static IReadOnlyList<DicomTag> Differences(string path, string otherPath)
    {
        using FileStream first = File.OpenRead(path);
        using FileStream second = File.OpenRead(otherPath);
        return new DicomContentComparison(new DicomFileReader(first, DicomReadOptions.Default), new DicomFileReader(second, DicomReadOptions.Default))
            .Differences(DifferencesMax);
    }

    private static DicomDataset? Header(string path, HashSet<DicomTag> tags)
    {
        try
        {
            return DicomFile.Open(path, DicomReadOptions.Header with { MaxValueBytes = ValueMaxBytes, KeepTags = tags }).Dataset;
        }
        catch (Exception unreadable) when (unreadable is DicomFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Shown(DicomDataset? header, DicomTag tag)
    {
        if (header is null || tag >= DicomTag.FloatPixelData)
        {
            return "(not shown)";
        }

        if (!header.Contains(tag))
        {
            return null;
        }

        string value = string.Join('\\', header.GetStrings(tag));
        return value.Length == 0 ? "(not shown)" : value.Length > ShownLengthMax ? value[..ShownLengthMax] + "…" : value;
    }
}

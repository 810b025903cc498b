using Edge.Contracts;

namespace Edge.Runtime.Inbox;

/// <summary>Tells files that the appliance put into the inbox from those that it did not.</summary>
internal static class StrayFiles
{
    private const string LostAndFound = "lost+found";

    /// <summary>Everything in the inbox outside of buckets that is not ours, as paths below it. The file system's own <c>lost+found</c> is not looked into.</summary>
    /// <exception cref="IOException">The inbox cannot be listed.</exception>
    public static IReadOnlyList<string> Outside(DataDirectory data, InboxBuckets buckets)
    {
        HashSet<string> ours = [.. buckets.Existing()];
        HashSet<string> days = [.. ours.Select(bucket => Path.GetDirectoryName(bucket)!)];
        var stray = new List<string>();
        foreach (string entry in Directory.EnumerateFileSystemEntries(data.Inbox).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal))
        {
            string path = Path.Combine(data.Inbox, entry);
            if (path == data.InboxPartial)
            {
                stray.AddRange(Directory.EnumerateFileSystemEntries(path).Where(part => !part.EndsWith(PartFile.Suffix, StringComparison.Ordinal)).Select(part => Path.GetRelativePath(data.Inbox, part)));
            }
            else if (Directory.Exists(path) && InboxBuckets.IsDay(entry))
            {
                stray.AddRange(Directory.EnumerateFileSystemEntries(path).Select(below => Path.GetRelativePath(data.Inbox, below)).Where(below => !ours.Contains(below)));
            }
            else if (entry is not LostAndFound and not RemovedSeries.FileName)
            {
                stray.Add(entry);
            }
        }

        return stray;
    }

    /// <summary>True for what lies in a bucket beside objects: digests, an operator's marks, and what is left of writing either.</summary>
    /// <param name="bucketPath">Absolute path of the bucket.</param>
    /// <param name="name">Name of the file.</param>
    public static bool IsCompanion(string bucketPath, string name) =>
        name == BucketDigests.FileName
        || name.EndsWith(PartFile.Suffix, StringComparison.Ordinal)
        || (name.EndsWith(KeptMark.Suffix, StringComparison.Ordinal) && File.Exists(Path.Combine(bucketPath, Path.ChangeExtension(name, PartFile.StoredSuffix))));
}

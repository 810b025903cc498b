using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>What lies in the inbox, each file read and hashed once: a stored object never changes.</summary>
internal sealed class StoredObjects(DataDirectory data)
{
    private readonly Dictionary<string, string> _digests = [];

    /// <summary>Looks for files that were not there before, and returns the digests of all data sets.</summary>
    public IReadOnlySet<string> Digests()
    {
        foreach (string path in Directory.EnumerateFiles(data.Inbox, "*.dcm", SearchOption.AllDirectories))
        {
            if (!path.StartsWith(data.InboxPartial + "/", StringComparison.Ordinal) && !_digests.ContainsKey(path))
            {
                _digests[path] = Part10.DataSetDigest(path);
            }
        }

        return _digests.Values.ToHashSet();
    }

    /// <summary>Reads every file again.</summary>
    public IReadOnlySet<string> DigestsReadAgain()
    {
        _digests.Clear();
        return Digests();
    }
}

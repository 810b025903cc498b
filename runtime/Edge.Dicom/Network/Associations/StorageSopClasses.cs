using System.Collections.Frozen;

namespace Edge.Dicom.Network;

/// <summary>The SOP classes of the Storage service (PS3.4 B.5 and the storage classes of other service classes), retired ones included.</summary>
public static class StorageSopClasses
{
    private static readonly FrozenSet<string> Known = All.Select(entry => entry.Uid).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Every one, in the order of PS3.6.</summary>
    public static IEnumerable<DicomUidEntry> All => DicomUid.Entries.Where(entry => entry.Kind == "SOP Class" && IsStorageName(entry.Name));

    /// <summary>True for a storage SOP class of PS3.6.</summary>
    public static bool Contains(string sopClassUid)
    {
        ArgumentNullException.ThrowIfNull(sopClassUid);
        return Known.Contains(sopClassUid);
    }

    /// <summary>PS3.6 names each of them "… Storage", with "- For Presentation", "- Trial" or "(Retired)" after it at most.</summary>
    private static bool IsStorageName(string name) =>
        name.Contains(" Storage", StringComparison.Ordinal)
        && !name.StartsWith("Storage", StringComparison.Ordinal)
        && !name.StartsWith("Media Storage", StringComparison.Ordinal)
        && !name.Contains("Storage Management", StringComparison.Ordinal);
}

using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Dicom;
using Edge.Dicom.Network;

namespace Edge.Ctl.Dicom;

/// <summary>Finds SOP class and instance of what a command line names: files, or UIDs that the appliance has stored.</summary>
internal static class InstanceNames
{
    private const int MaxUidLength = 64;

    /// <summary>True for 1 to 64 letters, digits, dots, hyphens and underscores: UIDs, and what stands for one in de-identified objects.</summary>
    public static bool IsUid(string text) =>
        text.Length is > 0 and <= MaxUidLength && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');

    /// <summary>The instances, each once, in the order given.</summary>
    /// <exception cref="ApplianceException">One of them cannot be found; the message says which and what to do.</exception>
    public static async Task<IReadOnlyList<SopReference>> ResolveAsync(
        IReadOnlyList<string> names, string? sopClass, string? data, CancellationToken cancellationToken)
    {
        var found = new List<SopReference>();
        using var appliance = new ApplianceClient(data);
        foreach (string name in names)
        {
            found.Add(File.Exists(name)
                ? OfFile(name)
                : sopClass is not null && IsUid(name) ? new SopReference(sopClass, name) : await OfApplianceAsync(appliance, name, cancellationToken));
        }

        SopReference[] distinct = [.. found.Distinct()];
        return distinct.Length <= StorageCommitment.MaxReferences
            ? distinct
            : throw new ApplianceException($"{distinct.Length} instances are more than the {StorageCommitment.MaxReferences} of one request. Ask for them in parts.");
    }

    private static SopReference OfFile(string path)
    {
        StorableFile file;
        try
        {
            file = StorableFile.Read(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or DicomFormatException)
        {
            throw new ApplianceException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }

        return new SopReference(file.Instance.SopClassUid, file.Instance.SopInstanceUid);
    }

    private static async Task<SopReference> OfApplianceAsync(ApplianceClient appliance, string name, CancellationToken cancellationToken)
    {
        if (!IsUid(name))
        {
            throw new ApplianceException($"'{name}' is neither a file nor a UID.");
        }

        IReadOnlyList<InstanceView> stored;
        try
        {
            stored = await appliance.GetAsync($"v1/inbox?limit=1&sop={name}", EdgeJson.Default.IReadOnlyListInstanceView, cancellationToken);
        }
        catch (ApplianceException unreachable)
        {
            throw new ApplianceException($"{unreachable.Message} Or name the SOP class with --sop-class.", unreachable);
        }

        return stored.Count > 0
            ? new SopReference(stored[0].SopClassUid, stored[0].SopInstanceUid)
            : throw new ApplianceException($"The appliance has not stored {name}. Name its SOP class with --sop-class.");
    }
}

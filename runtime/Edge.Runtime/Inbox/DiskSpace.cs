using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Inbox;

/// <summary>Keeps a reserve free on the data directory's disk, so that objects are refused while the appliance itself can still work.</summary>
internal sealed class DiskSpace(DataDirectory data, InboxConfig config, FaultBoard faults)
{
    private const long BytesPerMiB = 1024 * 1024;

    private readonly DriveInfo _drive = new(data.Root);

    /// <summary>Free space now, in bytes; 0 when the disk does not say.</summary>
    public long FreeBytes
    {
        get
        {
            try
            {
                return _drive.AvailableFreeSpace;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return 0;
            }
        }
    }

    /// <summary>
    /// True while at least half of the reserve is free. Above that an association is worth taking even where its objects are refused: the sender
    /// reads why, and echoes are answered. Costs one statfs(2).
    /// </summary>
    public bool HasRoomForAssociations() => FreeBytes >= config.MinFreeMiB * BytesPerMiB / 2;

    /// <summary>
    /// True while more than the reserve is free. Raises or clears <see cref="FaultCatalogue.DiskFull"/> as it finds it, so that service resumes by
    /// itself when space is back. Costs one statfs(2).
    /// </summary>
    public bool HasRoom()
    {
        long free = FreeBytes;
        if (free >= config.MinFreeMiB * BytesPerMiB)
        {
            faults.Clear(FaultCatalogue.DiskFull);
            return true;
        }

        faults.Raise(FaultCatalogue.DiskFull, string.Create(
            CultureInfo.InvariantCulture, $"{free / BytesPerMiB} MiB are free; objects are refused below {config.MinFreeMiB} MiB."));
        return false;
    }
}

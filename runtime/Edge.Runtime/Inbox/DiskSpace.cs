using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Keeps a reserve free on the data directory's disk, so that objects are refused while the appliance itself can still work. Once it is used up,
/// objects are taken again only at the higher level <see cref="InboxConfig.ResumeMiB"/>: a disk at the edge does not take every second object.
/// </summary>
internal sealed class DiskSpace(DataDirectory data, InboxConfig config, FaultBoard faults)
{
    private const long BytesPerMiB = 1024 * 1024;

    private readonly DriveInfo _drive = new(data.Root);
    private volatile bool _refusesObjects;
    private volatile bool _refusesAssociations;

    /// <summary>Free space now, in bytes; null when the disk does not say, which counts as none for what is to be taken, and as no reason to remove anything.</summary>
    public long? FreeBytes
    {
        get
        {
            try
            {
                return _drive.AvailableFreeSpace;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    /// <summary>
    /// False once less than half of the reserve is free, until the whole reserve is again. Between the two an association is worth taking even where
    /// its objects are refused: the sender reads why, and echoes are answered. Costs one statfs(2).
    /// </summary>
    public bool HasRoomForAssociations()
    {
        long free = FreeBytes ?? 0;
        _refusesAssociations = free < (_refusesAssociations ? config.MinFreeMiB * BytesPerMiB : config.MinFreeMiB * BytesPerMiB / 2);
        return !_refusesAssociations;
    }

    /// <summary>
    /// False once less than the reserve is free, until <see cref="InboxConfig.ResumeMiB"/> are again. Raises or clears
    /// <see cref="FaultCatalogue.DiskFull"/> and <see cref="FaultCatalogue.DiskNearFull"/> as it finds it, so that service resumes by itself when
    /// space is back. Costs one statfs(2).
    /// </summary>
    public bool HasRoom()
    {
        long free = FreeBytes ?? 0;
        bool refuses = free < (_refusesObjects ? config.ResumeMiB : config.MinFreeMiB) * BytesPerMiB;
        _refusesObjects = refuses;
        if (refuses)
        {
            faults.Raise(FaultCatalogue.DiskFull, string.Create(
                CultureInfo.InvariantCulture,
                $"{free / BytesPerMiB} MiB are free; objects are refused below {config.MinFreeMiB} MiB and taken again at {config.ResumeMiB} MiB."));
        }
        else
        {
            faults.Clear(FaultCatalogue.DiskFull);
        }

        if (!refuses && free < config.WarnMiB * BytesPerMiB)
        {
            faults.Raise(FaultCatalogue.DiskNearFull, string.Create(
                CultureInfo.InvariantCulture, $"{free / BytesPerMiB} MiB are free; objects are refused below {config.MinFreeMiB} MiB."));
        }
        else
        {
            faults.Clear(FaultCatalogue.DiskNearFull);
        }

        return !refuses;
    }
}

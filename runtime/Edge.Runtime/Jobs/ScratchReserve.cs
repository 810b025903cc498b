using System.Globalization;
using Edge.Contracts;

namespace Edge.Runtime.Jobs;

/// <summary>
/// Keeps jobs from starting on a disk that could not take their results. The front door stops earlier, so that what was received can still be
/// worked on.
/// </summary>
internal sealed class ScratchReserve(DataDirectory data)
{
    /// <summary>Space a job and the rows of its result may need, in MiB.</summary>
    public const long ReserveMiB = 16;

    private const long BytesPerMiB = 1024 * 1024;
    private const int NoSpace = 28;

    /// <summary>Does nothing while there is room.</summary>
    /// <exception cref="IOException">There is not; HResult is ENOSPC.</exception>
    public void Demand()
    {
        long freeMiB = new DriveInfo(data.Root).AvailableFreeSpace / BytesPerMiB;
        if (freeMiB < ReserveMiB)
        {
            throw new IOException(
                string.Create(CultureInfo.InvariantCulture, $"{freeMiB} MiB are free; jobs wait below {ReserveMiB} MiB."), NoSpace);
        }
    }
}

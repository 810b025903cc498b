using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Inbox;

/// <summary>Finds out whether a disk that failed works again, so that the fault clears without an object coming.</summary>
internal sealed class DiskProbe(DataDirectory data, FaultBoard faults)
{
    private const string Name = "probe";
    private const int SizeBytes = 4096;

    /// <summary>
    /// Where <see cref="FaultCatalogue.DiskFailing"/> is raised: stores a small file as objects are stored, reads it, removes it, and clears the
    /// fault when all of that worked. A part that is left over is swept at start.
    /// </summary>
    public void Look()
    {
        if (!faults.IsRaised(FaultCatalogue.DiskFailing))
        {
            return;
        }

        string path = Path.Combine(data.InboxPartial, Name + PartFile.Suffix);
        string renamed = Path.Combine(data.InboxPartial, $"{Name}2{PartFile.Suffix}");
        try
        {
            File.Delete(path);
            using (PartFile file = PartFile.Create(path))
            {
                file.Write(new byte[SizeBytes], 0);
                file.SyncData();
                file.MoveTo(renamed);
            }

            DurableDirectory.Sync(data.InboxPartial);
            _ = File.ReadAllBytes(renamed);
            File.Delete(renamed);
            faults.Clear(FaultCatalogue.DiskFailing);
        }
        catch (Exception failure) when (DiskTrouble.IsDisk(failure))
        {
            faults.Raise(DiskTrouble.FaultOf(failure), failure.Message);
        }
    }
}

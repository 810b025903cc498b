using System.Runtime;
using System.Runtime.InteropServices;

namespace Edge.Runtime.Host;

/// <summary>
/// Gives memory back once nobody needs it. .NET collects when something is allocated, and the C library keeps what was freed: after a rush the process would
/// keep its size for as long as it idles, while a model wants the memory.
/// </summary>
internal sealed partial class IdleMemory(TimeProvider time) : BackgroundService
{
    private const long IdleBytes = 1L << 20;
    private const long WorthBytes = 16L << 20;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long last = GC.GetTotalAllocatedBytes();
        long trimmed = last;
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                long now = GC.GetTotalAllocatedBytes();
                if (now - last < IdleBytes && now - trimmed > WorthBytes)
                {
                    GiveBack();
                    trimmed = now;
                }

                last = now;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The appliance stops.
        }
    }

    /// <summary>Takes some tens of milliseconds, in which nothing else runs.</summary>
    private static void GiveBack()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Trim(nint keptBytes);
}

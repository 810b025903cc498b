using Edge.Contracts;

namespace Edge.Runtime.Jobs;

/// <summary>Removes what attempts at jobs left in <c>scratch/</c>.</summary>
internal sealed partial class ScratchSweep(DataDirectory data, ILogger<ScratchSweep> log)
{
    /// <summary>
    /// Removes every attempt's directory. Call it while no inference process runs. What cannot be removed is logged and stays until the next
    /// sweep: no job needs it gone, because each attempt has a directory of its own.
    /// </summary>
    public void Sweep()
    {
        try
        {
            foreach (string scratch in Directory.EnumerateDirectories(data.Scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogLeft(exception);
        }
    }

    [LoggerMessage(3045, LogLevel.Warning, "What attempts left in the scratch directory could not be removed; trying again later")]
    private partial void LogLeft(Exception exception);
}

using System.Diagnostics;
using System.Globalization;

namespace Edge.EndToEnd.Tests;

/// <summary>DCMTK's storescu, sending files over one association as a scanner would. It stops at the first file that is not answered Success.</summary>
internal sealed class Scanner : IDisposable
{
    private const string Sending = "I: Sending file: ";
    private const string Acknowledged = "I: Received Store Response (Success)";

    private readonly Process _process;
    private readonly Task<HashSet<string>> _acknowledged;
    private int _count;

    private Scanner(Process process)
    {
        _process = process;
        _process.StandardInput.Close();
        _acknowledged = ReadAsync(process.StandardError);
    }

    /// <summary>Files answered Success so far.</summary>
    public int AcknowledgedCount => Volatile.Read(ref _count);

    /// <summary>Starts to send.</summary>
    /// <param name="port">Port on loopback.</param>
    /// <param name="callingAe">Our AE title.</param>
    /// <param name="files">Paths of the files, sent in this order.</param>
    public static Scanner Start(int port, string callingAe, IEnumerable<string> files)
    {
        string[] arguments = ["-v", "-aet", callingAe, "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), .. files];
        Process process = Tool.Start("storescu", "dcmtk", arguments, new Dictionary<string, string> { ["TCP_NODELAY"] = "1" });
        return new Scanner(process);
    }

    /// <summary>Waits for its end and returns the files that were answered Success.</summary>
    public async Task<IReadOnlySet<string>> AcknowledgedAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return await _acknowledged;
    }

    public void Dispose()
    {
        Tool.Kill(_process);
        _process.Dispose();
    }

    private async Task<HashSet<string>> ReadAsync(StreamReader log)
    {
        HashSet<string> acknowledged = [];
        string current = "";
        while (await log.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Sending, StringComparison.Ordinal))
            {
                current = line[Sending.Length..].Trim();
            }
            else if (line.StartsWith(Acknowledged, StringComparison.Ordinal))
            {
                acknowledged.Add(current);
                Interlocked.Increment(ref _count);
            }
        }

        return acknowledged;
    }
}

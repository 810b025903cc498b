using System.Globalization;
using System.Text;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Audit;

/// <summary>
/// Sends every entry of the audit log to a syslog server, in order. The log is the queue: up to where it was sent is written beside it, so that nothing is lost while the server is
/// away or over a restart; after a failure some entries may be sent twice, and are known by their sequence.
/// </summary>
internal sealed partial class SyslogExport(SyslogConfig config, AuditLog audit, DataDirectory data, DiskRetry disk, FaultBoard faults, TimeProvider time, ILogger<SyslogExport> log)
    : BackgroundService
{
    /// <summary>Entries over one connection.</summary>
    public const int EntriesPerBatch = 500;

    /// <summary>Entries that follow one another closely go over one connection.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    /// <summary>Time before the next try while the server is away.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly SyslogServer _server = new(config);
    private string? _trouble;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        StageWaiter appended = audit.Appended.Join();
        try
        {
            long sent = await disk.UntilDoneAsync("sending the audit log", Begin, stoppingToken);
            while (true)
            {
                IReadOnlyList<AuditEntry> next = await disk.UntilDoneAsync("sending the audit log", () => audit.After(sent, EntriesPerBatch), stoppingToken);
                if (next.Count == 0)
                {
                    await appended.WaitAsync(LongestWait, time, stoppingToken);
                    await Task.Delay(Settling, time, stoppingToken);
                }
                else if (await SendAsync(next, stoppingToken))
                {
                    sent = next[^1].Sequence;
                    await disk.UntilDoneAsync("sending the audit log", () => Keep(next[^1]), stoppingToken);
                }
                else
                {
                    await Task.Delay(Pause, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on from where it was.
        }
    }

    private async Task<bool> SendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken stoppingToken)
    {
        try
        {
            await _server.SendAsync(entries.Select(entry => SyslogMessage.Write(entry, Environment.MachineName, Environment.ProcessId)), stoppingToken);
            faults.Clear(FaultCatalogue.AuditServerUnreachable);
            _trouble = null;
            return true;
        }
        catch (IOException failure)
        {
            faults.Raise(FaultCatalogue.AuditServerUnreachable, $"{_server.Address}: {failure.Message}");
            if (failure.Message != _trouble)
            {
                _trouble = failure.Message;
                LogNotSent(_server.Address, failure.Message);
            }

            return false;
        }
    }

    /// <summary>Where it goes on. A log that is another one, after a restore or a loss, is sent from its beginning.</summary>
    private long Begin()
    {
        if (!File.Exists(data.SyslogPosition) || !AuditHead.TryParse(File.ReadAllText(data.SyslogPosition).Trim(), out AuditHead at) || at.Sequence == 0)
        {
            return 0;
        }

        bool isThisLog = audit.After(at.Sequence - 1, 1) is [{ } entry] && (entry.Sequence > at.Sequence || entry.Hash == at.Hash);
        if (!isThisLog)
        {
            LogOtherLog(at.Sequence);
        }

        return isThisLog ? at.Sequence : 0;
    }

    private bool Keep(AuditEntry last)
    {
        DurableFile.Write(data.SyslogPosition, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{new AuditHead(last.Sequence, last.Hash)}\n")), OwnerOnly);
        return true;
    }

    [LoggerMessage(12020, LogLevel.Warning, "The audit log was not sent to {Server}: {Reason} It is kept, and sent later.")]
    private partial void LogNotSent(string server, string reason);

    [LoggerMessage(12021, LogLevel.Warning, "The audit log is another one than was sent up to entry {Sequence}; all of it is sent.")]
    private partial void LogOtherLog(long sequence);
}

using Edge.Contracts;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Audit;

/// <summary>
/// Checks the audit log: all of it at start and once a day, and again as soon as a file of it is not as it was left. Says with a fault what is broken, and clears the fault when
/// the files are as they were again. Writes what waited for the disk.
/// </summary>
internal sealed partial class AuditWatch(AuditLog audit, FaultBoard faults, TimeProvider time, ILogger<AuditWatch> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestUnchecked = TimeSpan.FromDays(1);

    private IReadOnlyList<(string Path, long Bytes, DateTime ChangedAt)> _seen = [];
    private DateTimeOffset? _checkedAt;
    private bool _isBroken;

    /// <summary>Looks once.</summary>
    public void Look(CancellationToken cancellationToken)
    {
        try
        {
            audit.Flush();
            IReadOnlyList<(string Path, long Bytes, DateTime ChangedAt)> files = audit.Outside(out bool isAsWritten);
            DateTimeOffset now = time.GetUtcNow();
            if (isAsWritten && !_isBroken && _checkedAt is { } at && now - at < LongestUnchecked && IsSame(files))
            {
                faults.Clear(FaultCatalogue.AuditUnread);
                return;
            }

            AuditVerification found = audit.Verify(cancellationToken);
            faults.Clear(FaultCatalogue.AuditUnread);
            Report(found);
            (_seen, _checkedAt, _isBroken) = (files, now, !found.IsWhole);
        }
        catch (Exception failure) when (DiskTrouble.IsDisk(failure))
        {
            // What was not checked to its end is checked again.
            _checkedAt = null;
            faults.Raise(FaultCatalogue.AuditUnread, failure.Message);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (true)
        {
            Look(stoppingToken);
            await Task.Delay(Pace, time, stoppingToken);
        }
    }

    // The last of them grows: its length is compared with what was written, and its name with the one seen.
    private bool IsSame(IReadOnlyList<(string Path, long Bytes, DateTime ChangedAt)> files) =>
        files.Count == _seen.Count && files.Count > 0 && files[^1].Path == _seen[^1].Path && files.SkipLast(1).SequenceEqual(_seen.SkipLast(1));

    private void Report(AuditVerification found)
    {
        if (found.Break is not { } broken)
        {
            faults.Clear(FaultCatalogue.AuditBroken);
            return;
        }

        string where = broken.Line > 0 ? $"{broken.File} line {broken.Line}, entry {broken.Sequence}: " : $"entry {broken.Sequence}: ";
        faults.Raise(FaultCatalogue.AuditBroken, where + broken.Reason);
        if (!_isBroken)
        {
            LogBroken(where + broken.Reason);
            audit.Append(new AuditEvent(AuditKind.SecurityConfiguration, AuditActor.Runtime, $"The audit log was found broken: {where}{broken.Reason}", AuditOutcome.SeriousFailure));
        }
    }

    [LoggerMessage(12010, LogLevel.Error, "The audit log is broken: {Where}")]
    private partial void LogBroken(string where);
}

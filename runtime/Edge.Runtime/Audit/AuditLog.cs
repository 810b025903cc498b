using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Audit;

/// <summary>
/// The audit log: append-only, each entry bound to the one before by its hash (<see cref="AuditLine"/>), in the data directory. While the disk takes nothing, entries wait
/// in memory with the time at which they happened, a fault says so, and they are written when the disk works again.
/// </summary>
internal sealed partial class AuditLog(DataDirectory data, SiteKey key, AuditLimits limits, FaultBoard faults, TimeProvider time, ILogger<AuditLog> log) : IDisposable
{
    private const int MaxWaiting = 1000;
    private const int MaxWho = 200;
    private const int MaxWhat = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<AuditEntry> _waiting = new();
    private AuditTail? _tail;
    private long _lost;

    /// <summary>Raised after an entry was written: for who sends entries on. Take a waiter of your own (<see cref="StageSignal.Join"/>).</summary>
    public StageSignal Appended { get; } = new();

    /// <summary>Where the log ends on disk.</summary>
    /// <exception cref="IOException">The log was not open yet, and the disk failed.</exception>
    public AuditHead Head
    {
        get
        {
            lock (_lock)
            {
                return Open().Head;
            }
        }
    }

    /// <summary>
    /// Adds an entry. On return it survives loss of power, or waits in memory for the disk, with a fault. Never throws for the disk: what is audited was done already.
    /// </summary>
    public void Append(AuditEvent happened)
    {
        var entry = new AuditEntry(
            0,
            time.GetUtcNow(),
            happened.Kind.Event,
            happened.Kind.Type,
            Shortened(happened.Who, MaxWho),
            Shortened(happened.What, MaxWhat),
            happened.StudyUid is { } uid ? key.Pseudonym(uid) : null,
            happened.Outcome,
            "",
            "");
        lock (_lock)
        {
            if (_waiting.Count < MaxWaiting)
            {
                _waiting.Enqueue(entry);
            }
            else
            {
                _lost++;
            }
        }

        Flush();
    }

    /// <summary>Writes what waits for the disk.</summary>
    public void Flush()
    {
        bool wrote = false;
        lock (_lock)
        {
            try
            {
                while (_waiting.TryPeek(out AuditEntry? next))
                {
                    Write(next);
                    _waiting.Dequeue();
                    wrote = true;
                }

                if (_lost > 0)
                {
                    Write(Own($"{_lost} entries could not be kept while the disk took nothing.", AuditOutcome.SeriousFailure));
                    _lost = 0;
                }

                faults.Clear(FaultCatalogue.AuditNotWritten);
            }
            catch (Exception failure) when (DiskTrouble.IsDisk(failure))
            {
                faults.Raise(FaultCatalogue.AuditNotWritten, $"{_waiting.Count} entries wait, {_lost} are lost: {failure.Message}");
                LogNotWritten(failure);
            }
        }

        if (wrote)
        {
            Appended.Raise();
        }
    }

    /// <summary>Entries that follow one, in order.</summary>
    /// <param name="sequence">The sequence before the first that is wanted; 0 for the oldest.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>Entries; where the oldest are no longer kept, from the first that is. Empty at the head.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public IReadOnlyList<AuditEntry> After(long sequence, int count)
    {
        AuditHead head = Head;
        var found = new List<AuditEntry>();
        IReadOnlyList<AuditFile> files = AuditFile.List(data.Audit);
        int first = Math.Max(0, files.Count(file => file.First <= sequence + 1) - 1);
        foreach (AuditFile file in files.Skip(first))
        {
            if (found.Count == count)
            {
                break;
            }

            foreach ((byte[] line, _, bool isWhole) in AuditLines.Read(file.Path, AuditSeek.Before(file.Path, sequence)))
            {
                if (found.Count == count || !isWhole)
                {
                    break;
                }

                _ = AuditLine.Read(line, out AuditEntry? entry);
                if (entry is not null && entry.Sequence > sequence && entry.Sequence <= head.Sequence)
                {
                    found.Add(entry);
                }
            }
        }

        return found;
    }

    /// <summary>The latest entries, the last first.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="skip">How many are left out before.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public IReadOnlyList<AuditEntry> Latest(int count, int skip)
    {
        long end = Head.Sequence - skip;
        return end <= 0 ? [] : [.. After(Math.Max(0, end - count), (int)Math.Min(count, end)).Where(entry => entry.Sequence <= end).Reverse()];
    }

    /// <summary>Checks the whole log on disk, up to the last entry written.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public AuditVerification Verify(CancellationToken cancellationToken) => AuditChain.Verify(data.Audit, Head, isGrowing: true, cancellationToken);

    /// <summary>What its files look like from outside, which changes with nothing but what is written here: see <see cref="AuditWatch"/>.</summary>
    /// <returns>Path, length and time of change of each file; the time of the one that grows is left out: <paramref name="isAsWritten"/> says whether it is as it was left.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public IReadOnlyList<(string Path, long Bytes, DateTime ChangedAt)> Outside(out bool isAsWritten)
    {
        lock (_lock)
        {
            AuditTail tail = Open();
            (string Path, long Bytes, DateTime ChangedAt)[] files =
            [
                .. AuditFile.List(data.Audit).Select(file => new FileInfo(file.Path)).Where(file => file.Exists)
                    .Select(file => (file.FullName, file.Length, file.FullName == tail.Path ? default : file.LastWriteTimeUtc)),
            ];
            bool isTouched = tail.TakeTouched();
            isAsWritten = !isTouched && Array.Exists(files, file => file.Path == tail.Path && file.Bytes == tail.Length);
            if (!File.Exists(tail.Path))
            {
                tail.BeginFile();
            }

            return files;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _tail?.Dispose();
            _tail = null;
        }
    }

    private static string Shortened(string text, int length) => PlainText.OneLine(text.Length <= length ? text : text[..length]);

    private AuditTail Open()
    {
        if (_tail is null)
        {
            _tail = AuditTail.Open(data.Audit);
            if (_tail.CutBytes > 0)
            {
                LogCut(_tail.CutBytes);
                Write(Own($"A last line that a crash had cut, of {_tail.CutBytes} bytes, was removed; it was never acknowledged.", AuditOutcome.MinorFailure));
            }
        }

        return _tail;
    }

    private AuditEntry Own(string what, AuditOutcome outcome) =>
        new(0, time.GetUtcNow(), AuditKind.AuditLogUsed.Event, AuditKind.AuditLogUsed.Type, AuditActor.Runtime, what, null, outcome, "", "");

    private void Write(AuditEntry entry)
    {
        AuditTail tail = Open();
        if (tail.Length >= limits.FileBytes)
        {
            tail.BeginFile();
            RemoveOldest(tail);
        }

        WriteSealed(tail, entry);
    }

    private void RemoveOldest(AuditTail tail)
    {
        IReadOnlyList<AuditFile> files = AuditFile.List(data.Audit);
        if (files.Count <= limits.Files)
        {
            return;
        }

        AuditFile kept = files[files.Count - limits.Files];
        string? oldest = AuditLines.Read(kept.Path).Select(line => AuditLine.Read(line.Line, out AuditEntry? entry) is null ? entry!.Previous : null).FirstOrDefault();
        if (oldest is null)
        {
            // What is kept would begin with a line that cannot be read: nothing goes until somebody has looked.
            return;
        }

        WriteSealed(tail, Own(AuditChain.RemovalText(new AuditHead(kept.First - 1, oldest)), AuditOutcome.Success));
        foreach (AuditFile file in files.TakeWhile(file => file != kept))
        {
            File.Delete(file.Path);
        }

        DurableDirectory.Sync(data.Audit);
    }

    private static void WriteSealed(AuditTail tail, AuditEntry entry)
    {
        (AuditEntry sealedEntry, byte[] line) = AuditLine.Seal(entry with { Sequence = tail.Head.Sequence + 1, Previous = tail.Head.Hash });
        tail.Write(sealedEntry, line);
    }

    [LoggerMessage(12000, LogLevel.Error, "The audit log could not be written; entries wait in memory and are written when the disk works again")]
    private partial void LogNotWritten(Exception failure);

    [LoggerMessage(12001, LogLevel.Warning, "Removed {Bytes} bytes of a line that a crash had cut from the end of the audit log")]
    private partial void LogCut(long bytes);
}

using System.Globalization;

namespace Edge.Contracts;

/// <summary>Checks an audit log from its first entry to its last, on the appliance or on a copy.</summary>
public static class AuditChain
{
    /// <summary>
    /// 1. Each line is an entry whose hash fits. 2. Each names the hash of the one before, and has the next sequence. 3. The first is entry 1, or an entry says that what was
    /// before it was removed. 4. The log holds <paramref name="known"/>, a head that was seen earlier: else its tail was cut, or it was written anew.
    /// </summary>
    /// <param name="directory">Where the files lie.</param>
    /// <param name="known">A head that was seen earlier; null: none.</param>
    /// <param name="isGrowing">Stop at <paramref name="known"/>: what follows it is being written.</param>
    /// <param name="cancellationToken">Ends it between two files.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static AuditVerification Verify(string directory, AuditHead? known = null, bool isGrowing = false, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<AuditFile> files = AuditFile.List(directory);
        var walk = new Walk(known);
        foreach (AuditFile file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!walk.Take(file, isGrowing))
            {
                break;
            }
        }

        return walk.End(files.Count);
    }

    /// <summary>What an entry says that records the removal of the oldest entries, up to one.</summary>
    public static string RemovalText(AuditHead upTo)
    {
        ArgumentNullException.ThrowIfNull(upTo);
        return string.Create(CultureInfo.InvariantCulture, $"The oldest entries were removed, up to {upTo}: the log is kept within its size.");
    }

    private sealed class Walk(AuditHead? known)
    {
        private AuditHead? _start;
        private AuditHead _head = AuditHead.Empty;
        private AuditBreak? _break;
        private long _entries;
        private bool _startIsTold;
        private bool _knownIsThere = known is null or { Sequence: 0 };

        /// <summary>False: it came to the head that it was to stop at.</summary>
        public bool Take(AuditFile file, bool isGrowing)
        {
            string name = Path.GetFileName(file.Path);
            int number = 0;
            foreach ((byte[] line, _, bool isWhole) in AuditLines.Read(file.Path))
            {
                number++;
                string? wrong = AuditLine.Read(line, out AuditEntry? entry);
                wrong = isWhole ? wrong ?? Follow(entry!) : "is cut: it has no end";
                if (wrong is not null)
                {
                    _break ??= new AuditBreak(name, number, _head.Sequence + 1, $"The line {wrong}.");
                }

                if (entry is not null)
                {
                    Remember(entry);
                }

                if (isGrowing && _knownIsThere)
                {
                    return false;
                }
            }

            return true;
        }

        public AuditVerification End(int files)
        {
            if (_start is { Sequence: > 0 } && !_startIsTold)
            {
                _break ??= new AuditBreak("", 0, _start.Sequence, "The log begins later than with entry 1, and no entry says that what was before was removed.");
            }

            if (!_knownIsThere)
            {
                _break ??= new AuditBreak("", 0, _head.Sequence + 1, known!.Sequence > _head.Sequence
                    ? string.Create(CultureInfo.InvariantCulture, $"The tail was cut: entry {known.Sequence} was there, and the log ends with entry {_head.Sequence}.")
                    : string.Create(CultureInfo.InvariantCulture, $"Entry {known.Sequence} is another than the one that was there: the log was written anew."));
            }

            return new AuditVerification(_entries, files, _start is null ? 0 : _start.Sequence + 1, _head, _break);
        }

        private string? Follow(AuditEntry entry)
        {
            if (_start is null)
            {
                return entry.Sequence == 1 && entry.Previous != AuditHead.NoHash ? "is entry 1, and names one before it" : null;
            }

            return entry.Sequence != _head.Sequence + 1 ? string.Create(CultureInfo.InvariantCulture, $"is entry {entry.Sequence}, and entry {_head.Sequence + 1} was to follow")
                : entry.Previous != _head.Hash ? "does not follow the entry before it"
                : null;
        }

        private void Remember(AuditEntry entry)
        {
            _start ??= new AuditHead(entry.Sequence - 1, entry.Previous);
            _startIsTold |= entry.Event == AuditKind.AuditLogUsed.Event && entry.What == RemovalText(_start);
            _head = new AuditHead(entry.Sequence, entry.Hash);
            _knownIsThere |= _head == known || (known is not null && known.Sequence <= _start.Sequence);
            _entries++;
        }
    }
}

using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Writes the rows of stored objects behind the answer to their sender, many in one transaction. The files are the truth: after a crash
/// <see cref="InboxRecovery"/> finds those without a row, because their bucket is not sealed. A row that waits counts all the same: a repetition of its
/// object is found here, and whoever reads the store, or changes it for good, has the waiting rows written first. At most <see cref="MaxRows"/> wait,
/// and one more for each association; while the database fails, objects are refused.
/// </summary>
/// <remarks>Never call it from within a transaction of the store.</remarks>
internal sealed class IndexQueue
{
    /// <summary>Rows that may wait, about 4 MiB of them. With so many whoever stores an object writes them himself.</summary>
    public const int MaxRows = 4096;

    /// <summary>Most rows of one transaction, so that others who write are not held up for long.</summary>
    private const int MaxRowsAtOnce = 512;

    private readonly PendingRows _pending = new();
    private readonly Lock _writing = new();
    private readonly InboxIndex _index;
    private readonly InboxBuckets _buckets;
    private readonly StageSignals _signals;
    private volatile bool _isFailing;

    public IndexQueue(EdgeStore store, InboxIndex index, InboxBuckets buckets, StageSignals signals)
    {
        _index = index;
        _buckets = buckets;
        _signals = signals;
        store.Settle = Settle;
    }

    /// <summary>True while the database takes no rows, or as many wait as may: received objects are safe, and studies do not see them.</summary>
    public bool IsStalled => _isFailing || _pending.Count >= MaxRows;

    /// <summary>Rows that wait.</summary>
    public int Waiting => _pending.Count;

    /// <summary>Raised when a row begins to wait.</summary>
    public StageSignal RowWaits { get; } = new();

    /// <summary>Call it before an object is stored: keeps the limit, and throws while rows cannot be written.</summary>
    /// <exception cref="SqliteException">The database failed.</exception>
    public void MakeRoom()
    {
        if (_isFailing || _pending.Count >= MaxRows)
        {
            WritePending();
        }
    }

    /// <summary>Has the row of a stored object written soon. From here on <see cref="FilesOf"/> knows it.</summary>
    /// <param name="row">Its file and directory entry survive loss of power already.</param>
    /// <param name="bucket">Where it lies; left once the row is written.</param>
    public void AddSoon(StoredObject row, InboxBucket bucket)
    {
        _pending.Add(new PendingRow(row, bucket));
        RowWaits.Raise();
    }

    /// <summary>Files, below <c>inbox/</c>, of every object with this SOP Instance UID, without those known to be lost.</summary>
    /// <exception cref="SqliteException">The database failed.</exception>
    public IReadOnlyList<string> FilesOf(string sopInstanceUid)
    {
        // First those that wait: a row leaves them only after it is in the database.
        IReadOnlyList<string> waiting = _pending.FilesOf(sopInstanceUid);
        IReadOnlyList<string> written = _index.FilesOf(sopInstanceUid);
        return waiting.Count == 0 ? written : [.. written.Union(waiting, StringComparer.Ordinal)];
    }

    /// <summary>Writes every row that waits, and tells the studies.</summary>
    /// <exception cref="SqliteException">The database failed; the rows still wait.</exception>
    public void WritePending()
    {
        lock (_writing)
        {
            while (_pending.Oldest(MaxRowsAtOnce) is { Count: > 0 } rows)
            {
                Write(rows);
                _signals.InstanceStored.Raise();
            }
        }
    }

    private void Write(IReadOnlyList<PendingRow> rows)
    {
        try
        {
            _index.Add([.. rows.Select(row => row.Row)]);
            _isFailing = false;
        }
        catch (SqliteException)
        {
            _isFailing = true;
            throw;
        }

        _pending.RemoveOldest(rows.Count);
        foreach (PendingRow row in rows)
        {
            _buckets.Leave(row.Bucket, isUnsure: false);
        }
    }

    // A failing database is the writer's to report; whoever reads sees what was written before.
    private void Settle()
    {
        if (_isFailing || _writing.IsHeldByCurrentThread || _pending.Count == 0)
        {
            return;
        }

        try
        {
            WritePending();
        }
        catch (SqliteException)
        {
            RowWaits.Raise();
        }
    }
}

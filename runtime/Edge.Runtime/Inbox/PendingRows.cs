using System.Runtime.InteropServices;

namespace Edge.Runtime.Inbox;

/// <summary>Rows still to be written, in the order they came, and which files they stand for. It knows no limit: <see cref="IndexQueue"/> holds one.</summary>
internal sealed class PendingRows
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string[]> _files = new(StringComparer.Ordinal);
    private readonly List<PendingRow> _rows = [];

    /// <summary>Rows that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _rows.Count;
            }
        }
    }

    /// <summary>Adds a row behind all others.</summary>
    public void Add(PendingRow row)
    {
        lock (_lock)
        {
            _rows.Add(row);
            ref string[]? files = ref CollectionsMarshal.GetValueRefOrAddDefault(_files, row.Row.Reception.SopInstanceUid, out _);
            files = [.. files ?? [], row.Row.File];
        }
    }

    /// <summary>The oldest rows, at most so many; they stay until removed.</summary>
    public IReadOnlyList<PendingRow> Oldest(int atMost)
    {
        lock (_lock)
        {
            return _rows.GetRange(0, Math.Min(atMost, _rows.Count));
        }
    }

    /// <summary>Removes the oldest rows: they are written.</summary>
    public void RemoveOldest(int count)
    {
        lock (_lock)
        {
            foreach (PendingRow row in CollectionsMarshal.AsSpan(_rows)[..count])
            {
                string sop = row.Row.Reception.SopInstanceUid;
                string[] left = [.. _files[sop].Where(file => file != row.Row.File)];
                if (left.Length == 0)
                {
                    _files.Remove(sop);
                }
                else
                {
                    _files[sop] = left;
                }
            }

            _rows.RemoveRange(0, count);
        }
    }

    /// <summary>Files of every waiting row with this SOP Instance UID.</summary>
    public IReadOnlyList<string> FilesOf(string sopInstanceUid)
    {
        lock (_lock)
        {
            return _files.GetValueOrDefault(sopInstanceUid, []);
        }
    }
}

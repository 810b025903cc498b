using System.Globalization;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Gives objects their place. Every start begins a bucket of its own, so that names never meet those of another run. A bucket that is full
/// and wholly indexed is sealed in the database, durably: recovery looks only into those that are not.
/// </summary>
internal sealed class InboxBuckets(DataDirectory data, EdgeStore store, TimeProvider time)
{
    private const string DayFormat = "yyyyMMdd";
    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff";

    // As Create writes it: D4, and an int.
    private const int MinBucketDigits = 4;
    private const int MaxBucketDigits = 10;

    private readonly Lock _lock = new();
    private InboxBucket? _current;
    private string _day = "";
    private long _counter;

    /// <summary>Names given so far: it rises while objects come in.</summary>
    public long Named => Interlocked.Read(ref _counter);

    /// <summary>The directory of a day, in UTC.</summary>
    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>True for the name of a day's directory.</summary>
    public static bool IsDay(string name) => IsNumber(name, DayFormat.Length, DayFormat.Length);

    /// <summary>A name that no other object of this process gets, and that sorts by time: digits, T and a hyphen only.</summary>
    public string NextId() => string.Create(
        CultureInfo.InvariantCulture, $"{time.GetUtcNow().UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}-{Interlocked.Increment(ref _counter):D6}");

    /// <summary>A bucket to put one more object into. On return its own name survives loss of power. Every take is followed by one <see cref="Leave"/>.</summary>
    /// <exception cref="IOException">The directory cannot be made or synced.</exception>
    public InboxBucket Take()
    {
        string day = time.GetUtcNow().UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);
        InboxBucket? full = null;
        InboxBucket taken;
        lock (_lock)
        {
            if (_current is null || _day != day || _current.Taken == InboxBucket.MaxObjects)
            {
                InboxBucket next = Create(day);
                full = Close(_current);
                (_current, _day) = (next, day);
            }

            taken = _current;
            taken.Taken++;
            taken.Open++;
        }

        // Outside the lock: what writes to the store may have to wait for rows whose buckets are left meanwhile.
        if (full is not null)
        {
            TrySeal(full.Name);
        }

        return taken;
    }

    /// <summary>Ends a take.</summary>
    /// <param name="bucket">The bucket taken.</param>
    /// <param name="isUnsure">True when a file may have stayed behind that is not in the index.</param>
    public void Leave(InboxBucket bucket, bool isUnsure)
    {
        bool seal;
        lock (_lock)
        {
            bucket.Open--;
            bucket.IsUnsure |= isUnsure;
            CloseIfDone(bucket);
            seal = CanSeal(bucket);
        }

        if (seal)
        {
            TrySeal(bucket.Name);
        }
    }

    /// <summary>Marks a bucket as wholly indexed. The durable write also makes every row before it durable.</summary>
    public void Seal(string bucket) => store.Write((connection, transaction) =>
        connection.Execute("INSERT OR IGNORE INTO sealed_buckets (bucket) VALUES (@bucket)", new { bucket }, transaction));

    /// <summary>Every bucket on disk that is not sealed, in order.</summary>
    public IReadOnlyList<string> Unsealed()
    {
        HashSet<string> known = store.Read(connection => connection.Query<string>("SELECT bucket FROM sealed_buckets").ToHashSet(StringComparer.Ordinal));
        return [.. Existing().Where(bucket => !known.Contains(bucket))];
    }

    /// <summary>Every bucket on disk, in order. Folders with other names, as <c>lost+found</c>, are not ours and are not looked into.</summary>
    public IEnumerable<string> Existing() => Directory.EnumerateDirectories(data.Inbox)
        .Where(day => IsNumber(day, DayFormat.Length, DayFormat.Length))
        .SelectMany(Directory.EnumerateDirectories)
        .Where(bucket => IsNumber(bucket, MinBucketDigits, MaxBucketDigits))
        .Select(bucket => Path.GetRelativePath(data.Inbox, bucket))
        .Order(StringComparer.Ordinal);

    private static bool IsNumber(string path, int minDigits, int maxDigits)
    {
        ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
        return name.Length >= minDigits && name.Length <= maxDigits && !name.ContainsAnyExceptInRange('0', '9');
    }

    private InboxBucket Create(string day)
    {
        string parent = Path.Combine(data.Inbox, day);
        Directory.CreateDirectory(parent);
        DurableDirectory.Sync(data.Inbox);
        int last = Directory.EnumerateDirectories(parent)
            .Select(bucket => int.TryParse(Path.GetFileName(bucket), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)
            .DefaultIfEmpty(0)
            .Max();
        string name = string.Create(CultureInfo.InvariantCulture, $"{day}/{last + 1:D4}");
        string path = Path.Combine(data.Inbox, name);
        Directory.CreateDirectory(path);
        DurableDirectory.Sync(parent);
        return new InboxBucket(name, path);
    }

    private static InboxBucket? Close(InboxBucket? bucket)
    {
        if (bucket is null)
        {
            return null;
        }

        bucket.IsClosed = true;
        CloseIfDone(bucket);
        return CanSeal(bucket) ? bucket : null;
    }

    private static void CloseIfDone(InboxBucket bucket)
    {
        if (bucket is { IsClosed: true, Open: 0 })
        {
            bucket.CloseDirectory();
        }
    }

    private void TrySeal(string bucket)
    {
        try
        {
            Seal(bucket);
        }
        catch (SqliteException)
        {
            // The object at hand is stored all the same. Recovery will look into the bucket, and the next write says what is wrong.
        }
    }

    private static bool CanSeal(InboxBucket bucket) => bucket is { IsClosed: true, Open: 0, IsUnsure: false };
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Stow;

/// <summary>
/// Who may send objects over HTTP. A token is shown once, when it is made; its SHA-256 is kept, in <see cref="DataDirectory.StowTokens"/>, readable for
/// the service alone. Tokens are 256 random bits, so that a plain hash gives nothing away. Each change survives loss of power on return.
/// </summary>
internal sealed partial class StowTokens(DataDirectory data, TimeProvider time, ILogger<StowTokens> log)
{
    /// <summary>Tokens at most.</summary>
    public const int TokensMax = 256;

    private const int TokenBytes = 32;
    private const int NameLengthMax = 16;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _lock = new();
    private IReadOnlyList<Entry>? _entries;

    /// <summary>True for a name that a token may have. It is the AE title that its objects come from: 1 to 16 of <c>A-Z a-z 0-9 - _</c>.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= NameLengthMax && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    /// <summary>Every token, by name.</summary>
    public IReadOnlyList<StowTokenView> List() => [.. Entries().Select(entry => new StowTokenView(entry.Name, entry.CreatedAt))];

    /// <summary>The name of a token; null when there is none such. Takes as long for a wrong one as for a right one.</summary>
    public string? Find(string token)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        string? found = null;
        foreach (Entry entry in Entries())
        {
            if (CryptographicOperations.FixedTimeEquals(hash, entry.Hash))
            {
                found = entry.Name;
            }
        }

        return found;
    }

    /// <summary>Makes a token; one of that name is replaced. Null when there are too many.</summary>
    /// <exception cref="IOException">The disk failed; the tokens are as before.</exception>
    public string? Make(string name)
    {
        string token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(TokenBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var made = new Entry(name, SHA256.HashData(Encoding.UTF8.GetBytes(token)), time.GetUtcNow());
        lock (_lock)
        {
            List<Entry> entries = [.. Entries().Where(entry => entry.Name != name)];
            if (entries.Count >= TokensMax)
            {
                return null;
            }

            Write([.. entries.Append(made).OrderBy(entry => entry.Name, StringComparer.Ordinal)]);
        }

        LogMade(name);
        return token;
    }

    /// <summary>Takes a token back; from then on it is refused.</summary>
    /// <returns>False when there was none of that name.</returns>
    /// <exception cref="IOException">The disk failed; the tokens are as before.</exception>
    public bool Remove(string name)
    {
        lock (_lock)
        {
            IReadOnlyList<Entry> entries = Entries();
            if (entries.All(entry => entry.Name != name))
            {
                return false;
            }

            Write([.. entries.Where(entry => entry.Name != name)]);
        }

        LogRemoved(name);
        return true;
    }

    private IReadOnlyList<Entry> Entries()
    {
        lock (_lock)
        {
            return _entries ??= Read();
        }
    }

    private IReadOnlyList<Entry> Read()
    {
        if (!File.Exists(data.StowTokens))
        {
            return [];
        }

        if ((File.GetUnixFileMode(data.StowTokens) & ~OwnerOnly) != 0)
        {
            LogOpenToOthers(data.StowTokens);
            return [];
        }

        return [.. File.ReadLines(data.StowTokens).Take(TokensMax).Select(Parse).OfType<Entry>()];
    }

    private void Write(IReadOnlyList<Entry> entries)
    {
        string next = data.StowTokens + ".next";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using (var file = new FileStream(next, options))
        {
            file.Write(Encoding.UTF8.GetBytes(string.Concat(entries.Select(entry => string.Create(
                CultureInfo.InvariantCulture, $"{entry.Name} {Convert.ToHexStringLower(entry.Hash)} {entry.CreatedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\n")))));
            file.Flush(flushToDisk: true);
        }

        File.Move(next, data.StowTokens, overwrite: true);
        DurableDirectory.Sync(data.Root);
        _entries = entries;
    }

    private static Entry? Parse(string line) =>
        line.Split(' ') is [var name, { Length: 2 * SHA256.HashSizeInBytes } hash, var createdAt]
        && IsName(name) && hash.All(char.IsAsciiHexDigit)
        && DateTimeOffset.TryParse(createdAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset created)
            ? new Entry(name, Convert.FromHexString(hash), created)
            : null;

    private sealed record Entry(string Name, byte[] Hash, DateTimeOffset CreatedAt);

    [LoggerMessage(9010, LogLevel.Information, "A token for {Name} was made")]
    private partial void LogMade(string name);

    [LoggerMessage(9011, LogLevel.Information, "The token of {Name} was taken back")]
    private partial void LogRemoved(string name);

    [LoggerMessage(9012, LogLevel.Error, "{File} can be read or written by others than its owner, so that no token in it counts. Make new ones, after chmod 600.")]
    private partial void LogOpenToOthers(string file);
}

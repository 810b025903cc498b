using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Edge.Contracts;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Access;

/// <summary>
/// Who is signed in. A token is made anew by every sign-in, never taken from the browser, so that none can be planted; only its hash is kept, in memory and in
/// <see cref="DataDirectory.Sessions"/>, so that a restart signs nobody out. Roles are those of the moment: what is taken from a user is gone at once.
/// </summary>
internal sealed partial class Sessions(DataDirectory data, Users users, TimeProvider time, ILogger<Sessions> log)
{
    private readonly Lock _saving = new();
    private ConcurrentDictionary<string, Session>? _sessions;
    private DateTimeOffset _savedAt;

    /// <summary>Signs a user in.</summary>
    /// <returns>The token for the browser's cookie.</returns>
    public string Begin(UserAccount user)
    {
        ConcurrentDictionary<string, Session> all = All();
        string token = RandomText.Token();
        DropEnded(all);
        if (all.Count >= SessionLimits.SessionsMax && all.Values.MinBy(session => session.SeenAt) is { } oldest)
        {
            all.TryRemove(oldest.Key, out _);
        }

        var begun = new Session(KeyOf(token), user.Name, user.Generation, time.GetUtcNow());
        all[begun.Key] = begun;
        Save();
        return token;
    }

    /// <summary>Who the token signs in; null when it does not count, or no longer.</summary>
    /// <param name="token">What the browser's cookie says; null: nothing.</param>
    /// <param name="isUse">A person did something, which keeps it from ending; false for what the page does by itself.</param>
    public PageCaller? Find(string? token, bool isUse) => string.IsNullOrEmpty(token) ? null : FindKey(KeyOf(token), isUse);

    /// <summary>As <see cref="Find"/>, by the key.</summary>
    public PageCaller? FindKey(string key, bool isUse)
    {
        if (!All().TryGetValue(key, out Session? session))
        {
            return null;
        }

        DateTimeOffset now = time.GetUtcNow();
        UserAccount? account = users.Find(session.User);
        if (account is null || session.IsOver(account, now))
        {
            All().TryRemove(key, out _);
            return null;
        }

        if (isUse)
        {
            session.SeenAt = now;
            if ((now - _savedAt).Duration() > SessionLimits.SaveEvery)
            {
                Save();
            }
        }

        return new PageCaller(account.Name, account.Role, key);
    }

    /// <summary>Signs out.</summary>
    public void End(string key)
    {
        if (All().TryRemove(key, out _))
        {
            Save();
        }
    }

    /// <summary>What the page must send with each action besides the cookie, which a browser sends by itself.</summary>
    public static string ActionToken(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes("action " + key)));

    private static string KeyOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private ConcurrentDictionary<string, Session> All()
    {
        if (_sessions is { } read)
        {
            return read;
        }

        lock (_saving)
        {
            return _sessions ??= Read();
        }
    }

    private ConcurrentDictionary<string, Session> Read() => new(
        OwnerFile.IsOpenToOthers(data.Sessions)
            ? []
            : OwnerFile.Read(data.Sessions, SessionLimits.SessionsMax).Select(Parse).OfType<Session>().Select(session => KeyValuePair.Create(session.Key, session)),
        StringComparer.Ordinal);

    // What no longer counts must not take the place of what does.
    private void DropEnded(ConcurrentDictionary<string, Session> all)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (Session session in all.Values.Where(session => session.IsOver(users.Find(session.User), now)))
        {
            all.TryRemove(session.Key, out _);
        }
    }

    // A disk that fails costs a sign-in at the next start, and nothing now.
    private void Save()
    {
        lock (_saving)
        {
            _savedAt = time.GetUtcNow();
            DropEnded(All());
            try
            {
                OwnerFile.Write(data.Sessions, All().Values.Select(session => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{session.Key} {session.User} {session.Generation} {session.SignedInAt.ToUnixTimeMilliseconds()} {session.SeenAt.ToUnixTimeMilliseconds()}")));
            }
            catch (Exception failure) when (DiskTrouble.IsDisk(failure))
            {
                LogNotSaved(failure.Message);
            }
        }
    }

    private static Session? Parse(string line) =>
        line.Split(' ') is [var key, var user, var generation, var signedIn, var seen]
        && key.Length == 2 * SHA256.HashSizeInBytes && key.All(char.IsAsciiHexDigitLower)
        && generation.Length == UserAccount.GenerationLength
        && long.TryParse(signedIn, NumberStyles.None, CultureInfo.InvariantCulture, out long signedInAt)
        && long.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out long seenAt)
            ? new Session(key, user, generation, DateTimeOffset.FromUnixTimeMilliseconds(signedInAt)) { SeenAt = DateTimeOffset.FromUnixTimeMilliseconds(seenAt) }
            : null;

    [LoggerMessage(13010, LogLevel.Warning, "Who is signed in could not be written ({Problem}): after a restart they sign in again. Check the disk of the data directory.")]
    private partial void LogNotSaved(string problem);
}

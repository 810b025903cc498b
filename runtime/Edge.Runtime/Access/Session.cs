using Edge.Contracts;

namespace Edge.Runtime.Access;

/// <summary>One sign-in.</summary>
/// <param name="key">SHA-256 of its token, hexadecimal: the token itself is the browser's alone.</param>
/// <param name="user">Who.</param>
/// <param name="signedInAt">When, UTC.</param>
internal sealed class Session(string key, string user, DateTimeOffset signedInAt)
{
    private long _seenAt = signedInAt.ToUnixTimeMilliseconds();

    /// <summary>SHA-256 of its token, hexadecimal: the token itself is the browser's alone.</summary>
    public string Key => key;

    /// <summary>Who.</summary>
    public string User => user;

    /// <summary>When, UTC.</summary>
    public DateTimeOffset SignedInAt => signedInAt;

    /// <summary>When it was last used, UTC.</summary>
    public DateTimeOffset SeenAt
    {
        get => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _seenAt));
        set => Volatile.Write(ref _seenAt, value.ToUnixTimeMilliseconds());
    }

    /// <summary>True when it no longer counts. Who only looks stays signed in, for the display on a wall; who may act does not.</summary>
    public bool IsOver(UserAccount account, DateTimeOffset now) =>
        signedInAt < account.PasswordSetAt
        || now - signedInAt > (account.Role == UserRole.Viewer ? SessionLimits.ViewerLongest : SessionLimits.Longest)
        || (account.Role != UserRole.Viewer && now - SeenAt > SessionLimits.Idle);
}

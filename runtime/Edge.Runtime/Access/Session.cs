using Edge.Contracts;

namespace Edge.Runtime.Access;

/// <summary>One sign-in.</summary>
/// <param name="key">SHA-256 of its token, hexadecimal: the token itself is the browser's alone.</param>
/// <param name="user">Who.</param>
/// <param name="generation">Of the account when it began (<see cref="UserAccount.Generation"/>).</param>
/// <param name="signedInAt">When, UTC.</param>
internal sealed class Session(string key, string user, string generation, DateTimeOffset signedInAt)
{
    private long _signedInAt = signedInAt.ToUnixTimeMilliseconds();
    private long _seenAt = signedInAt.ToUnixTimeMilliseconds();

    /// <summary>SHA-256 of its token, hexadecimal: the token itself is the browser's alone.</summary>
    public string Key => key;

    /// <summary>Who.</summary>
    public string User => user;

    /// <summary>Of the account when it began.</summary>
    public string Generation => generation;

    /// <summary>When, UTC.</summary>
    public DateTimeOffset SignedInAt => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _signedInAt));

    /// <summary>When it was last used, UTC.</summary>
    public DateTimeOffset SeenAt
    {
        get => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _seenAt));
        set => Volatile.Write(ref _seenAt, value.ToUnixTimeMilliseconds());
    }

    /// <summary>True when it no longer counts. Who only looks stays signed in, for the display on a wall; who may act does not.</summary>
    /// <param name="account">The account of its user as it is now; null when there is none.</param>
    /// <param name="now">The time, UTC. A clock that was ahead and was set right makes what lies in the future begin now, so that it does not last longer than any other.</param>
    public bool IsOver(UserAccount? account, DateTimeOffset now)
    {
        if (account is null || account.Generation != generation)
        {
            return true;
        }

        if (SignedInAt > now)
        {
            Volatile.Write(ref _signedInAt, now.ToUnixTimeMilliseconds());
        }

        if (SeenAt > now)
        {
            SeenAt = now;
        }

        return now - SignedInAt > (account.Role == UserRole.Viewer ? SessionLimits.ViewerLongest : SessionLimits.Longest)
            || (account.Role != UserRole.Viewer && now - SeenAt > SessionLimits.Idle);
    }
}

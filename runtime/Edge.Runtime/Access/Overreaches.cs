using Edge.Contracts;
using Edge.Runtime.Audit;

namespace Edge.Runtime.Access;

/// <summary>
/// Writes into the audit log who asked for what the role does not allow: the pattern of the path and nothing of what was typed, and so many an hour for each user that nobody can
/// push older entries out; what was left out is counted.
/// </summary>
internal sealed class Overreaches(AuditLog audit, TimeProvider time)
{
    /// <summary>Entries of one user in an hour.</summary>
    public const int MostAnHour = 20;

    private const int UsersMax = 2 * Users.UsersMax;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);

    /// <summary>Takes note of it.</summary>
    /// <param name="user">Who.</param>
    /// <param name="method">Method of the request.</param>
    /// <param name="pattern">Pattern of the path, with the names of its parts.</param>
    /// <param name="studyUid">The study concerned, which is written as its pseudonym; null: none.</param>
    public void Note(string user, string method, string pattern, string? studyUid)
    {
        long leftOut;
        lock (_lock)
        {
            Share share = ShareOf(user);
            if (share.Written == MostAnHour)
            {
                share.LeftOut++;
                return;
            }

            share.Written++;
            (leftOut, share.LeftOut) = (share.LeftOut, 0);
        }

        string others = leftOut > 0 ? $" {leftOut} more before it are not listed." : "";
        audit.Append(new AuditEvent(
            AuditKind.RestrictedFunction, AuditActor.User(user), $"Asked for {method} {pattern}, which the role does not allow.{others}", AuditOutcome.MinorFailure, studyUid));
    }

    private Share ShareOf(string user)
    {
        if (!_shares.TryGetValue(user, out Share? share))
        {
            if (_shares.Count == UsersMax)
            {
                _shares.Remove(_shares.MinBy(other => other.Value.Began).Key);
            }

            _shares[user] = share = new Share { Began = time.GetTimestamp() };
        }
        else if (time.GetElapsedTime(share.Began) >= Hour)
        {
            (share.Began, share.Written) = (time.GetTimestamp(), 0);
        }

        return share;
    }

    private sealed class Share
    {
        public long Began { get; set; }

        public int Written { get; set; }

        public long LeftOut { get; set; }
    }
}

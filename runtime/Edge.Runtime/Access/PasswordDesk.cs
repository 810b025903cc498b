namespace Edge.Runtime.Access;

/// <summary>
/// Where passwords are looked at: one at a time, since each takes a core for a tenth of a second, on purpose. Whether somebody has to wait (<see cref="SignInLock"/>) is asked
/// again when it is their turn, so that guesses that come together count one after another.
/// </summary>
internal sealed class PasswordDesk(Users users, SignInLock locks) : IDisposable
{
    /// <summary>Passwords that wait for their turn, and the one that is looked at; who comes then is told to come again.</summary>
    public const int QueueMax = 8;

    private readonly SemaphoreSlim _turn = new(1);
    private int _queued;

    /// <summary>Looks at a password.</summary>
    public Task<PasswordVerdict> CheckAsync(string name, string address, string password, CancellationToken cancellationToken) =>
        LookAsync(name, address, password, static user => user, cancellationToken);

    /// <summary>Looks at the password so far, and sets another if it is right.</summary>
    /// <returns>As <see cref="CheckAsync"/>; no user and <see cref="PasswordVerdict.IsRight"/> when the account was changed or removed meanwhile.</returns>
    /// <exception cref="IOException">The disk failed; the password is as before.</exception>
    public Task<PasswordVerdict> ChangeAsync(string name, string address, string password, string next, CancellationToken cancellationToken) =>
        LookAsync(name, address, password, user => users.Change(user.Name, user.Hash, next), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<PasswordVerdict> LookAsync(
        string name, string address, string password, Func<UserAccount, UserAccount?> then, CancellationToken cancellationToken)
    {
        string counted = UserNames.OrUnknown(name);
        if (locks.WaitOf(counted, address) is { Ticks: > 0 } early)
        {
            return new PasswordVerdict { Wait = early };
        }

        if (Interlocked.Increment(ref _queued) > QueueMax)
        {
            Interlocked.Decrement(ref _queued);
            return new PasswordVerdict { IsCrowded = true };
        }

        try
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                return Look(name, counted, address, password, then);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _queued);
        }
    }

    private PasswordVerdict Look(string name, string counted, string address, string password, Func<UserAccount, UserAccount?> then)
    {
        if (locks.WaitOf(counted, address) is { Ticks: > 0 } wait)
        {
            return new PasswordVerdict { Wait = wait };
        }

        if (users.Check(name, password) is not { } user)
        {
            return new PasswordVerdict { LocksOut = locks.Wrong(counted, address) };
        }

        locks.Right(counted, address);
        return new PasswordVerdict { IsRight = true, User = then(user) };
    }
}

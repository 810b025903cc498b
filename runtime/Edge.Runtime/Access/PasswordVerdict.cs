namespace Edge.Runtime.Access;

/// <summary>What came of looking at a password.</summary>
internal sealed record PasswordVerdict
{
    /// <summary>The password is the user's.</summary>
    public bool IsRight { get; init; }

    /// <summary>Whose it is; null when it is not right, or the account is no longer as it was.</summary>
    public UserAccount? User { get; init; }

    /// <summary>How long the next try has to wait; when not zero, the password was not looked at.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Too many came at once: the password was not looked at.</summary>
    public bool IsCrowded { get; init; }

    /// <summary>It is wrong, and the next one has to wait.</summary>
    public bool LocksOut { get; init; }
}

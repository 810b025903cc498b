namespace Edge.Runtime.Access;

/// <summary>How long and how many sign-ins last.</summary>
internal static class SessionLimits
{
    /// <summary>Sign-ins at once; one more ends the one that was not used for longest.</summary>
    public const int SessionsMax = 512;

    /// <summary>Longest sign-in of who may act.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>Longest sign-in of who may act, without a word from the browser's user.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>Longest sign-in of who only looks.</summary>
    public static readonly TimeSpan ViewerLongest = TimeSpan.FromDays(30);

    /// <summary>How far behind the file may be about when a sign-in was last used.</summary>
    public static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(5);
}

using Edge.Contracts;

namespace Edge.Runtime.Access;

/// <summary>Who asks on the page's address; a feature of each request that was admitted.</summary>
/// <param name="Name">The user; empty for whoever sits at the machine while there are no users.</param>
/// <param name="Role">What the user may do.</param>
/// <param name="SessionKey">The sign-in; null without one.</param>
internal sealed record PageCaller(string Name, UserRole Role, string? SessionKey)
{
    /// <summary>Whoever sits at the machine while there are no users: looks, and does nothing.</summary>
    public static readonly PageCaller Anyone = new("", UserRole.Viewer, null);

    /// <summary>True once signed in.</summary>
    public bool IsSignedIn => SessionKey is not null;
}

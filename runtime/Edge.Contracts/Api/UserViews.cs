namespace Edge.Contracts;

/// <summary>A user of the page.</summary>
/// <param name="Name">Name to sign in with.</param>
/// <param name="Role">What the user may do.</param>
/// <param name="CreatedAt">When the user was added, UTC.</param>
/// <param name="PasswordSetAt">When the password was last set, UTC; sign-ins before it have ended.</param>
public sealed record UserView(string Name, UserRole Role, DateTimeOffset CreatedAt, DateTimeOffset PasswordSetAt);

/// <summary>What a user is to be.</summary>
/// <param name="Role">What the user may do; null: as before, when only the password is set.</param>
/// <param name="Password">The password; null: one is made.</param>
public sealed record UserRequest(UserRole? Role, string? Password);

/// <summary>A user that was added, or whose password was set, just now.</summary>
/// <param name="User">The user.</param>
/// <param name="Password">The password that was made, the only time it is told; null where it was given.</param>
public sealed record UserMade(UserView User, string? Password);

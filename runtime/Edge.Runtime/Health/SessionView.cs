using Edge.Contracts;

namespace Edge.Runtime.Health;

/// <summary>Who is signed in, and what the page is.</summary>
/// <param name="HasUsers">False while there are none: everybody at this machine looks.</param>
/// <param name="User">Who; null when nobody is signed in.</param>
/// <param name="Role">What the user may do; null when nothing.</param>
/// <param name="ActionToken">What each action must carry; null when nobody is signed in.</param>
/// <param name="Device">The appliance; null when one must sign in to know.</param>
/// <param name="Version">Version of the runtime; null as well.</param>
internal sealed record SessionView(bool HasUsers, string? User, UserRole? Role, string? ActionToken, DeviceIdentity? Device, string? Version);

/// <summary>A sign-in.</summary>
/// <param name="Name">Who.</param>
/// <param name="Password">The password.</param>
internal sealed record SignInRequest(string Name, string Password);

/// <summary>A user's own new password.</summary>
/// <param name="Old">The password so far.</param>
/// <param name="New">The new one.</param>
internal sealed record PasswordChange(string Old, string New);

/// <summary>An action was done.</summary>
/// <param name="Done">What came of it, for the user.</param>
internal sealed record ActionDone(string Done);

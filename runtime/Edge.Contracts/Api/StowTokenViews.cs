namespace Edge.Contracts;

/// <summary>A token by which objects may be sent over HTTP.</summary>
/// <param name="Name">Its name: the AE title that its objects come from.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
public sealed record StowTokenView(string Name, DateTimeOffset CreatedAt);

/// <summary>A token that was made just now: the only time it is told.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Token">The token.</param>
public sealed record StowTokenMade(string Name, string Token);

namespace Edge.Runtime.Stow;

/// <summary>Who sends a request.</summary>
/// <param name="Token">Name of its token: the AE title that its objects come from.</param>
/// <param name="Source">Its address as <c>https://ADDRESS</c>.</param>
/// <param name="StudyUid">The study that every object must be of; null where the request names none.</param>
internal sealed record StowSender(string Token, string Source, string? StudyUid);

namespace Edge.Runtime.Faults;

/// <summary>A look at something that changes without telling anybody: it raises or clears its faults. Register it in a slice; <see cref="FaultReviews"/> does it.</summary>
/// <param name="Name">What is looked at, for the log: words that follow "Looking at".</param>
/// <param name="Pace">How often.</param>
/// <param name="Look">Looks once. May throw what a failing disk or database makes calls throw: it is done again.</param>
internal sealed record FaultReview(string Name, TimeSpan Pace, Action Look);

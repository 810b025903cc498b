namespace Edge.Contracts;

/// <summary>What was forgotten of a destination.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Rows">How many rows.</param>
public sealed record OutboxDiscarded(string Destination, int Rows);

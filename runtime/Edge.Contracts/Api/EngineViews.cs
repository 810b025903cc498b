namespace Edge.Contracts;

/// <summary>What runs a model.</summary>
/// <param name="Rung">The rung that serves; null until the model was loaded once since the start.</param>
/// <param name="InWords">One line: what serves, what is being built, what was refused.</param>
/// <param name="Rungs">Each wanted rung.</param>
public sealed record EngineView(string? Rung, string InWords, IReadOnlyList<RungView> Rungs);

/// <summary>How a model is with one rung.</summary>
/// <param name="Rung">The rung.</param>
/// <param name="State"><c>serves</c>, <c>waiting</c>, <c>building</c>, <c>built</c>, <c>refused</c>, <c>aborted</c> or <c>quarantined</c>.</param>
/// <param name="Stage">The gate it is in, or was in last.</param>
/// <param name="ElapsedSeconds">How long it has been building; null otherwise.</param>
/// <param name="Reason">Why it does not serve.</param>
public sealed record RungView(string Rung, string State, string? Stage, double? ElapsedSeconds, string? Reason);

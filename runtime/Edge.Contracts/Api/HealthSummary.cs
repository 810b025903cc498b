namespace Edge.Contracts;

/// <summary>What <c>/healthz</c> and <c>/readyz</c> answer.</summary>
/// <param name="Status"><c>ok</c>, <c>degraded</c> or <c>failing</c>; of <c>/readyz</c> <c>ready</c> or <c>not-ready</c>.</param>
/// <param name="Faults">Codes of the faults that are raised.</param>
public sealed record HealthSummary(string Status, IReadOnlyList<string> Faults);

namespace Edge.Contracts;

/// <summary>Everything the first page shows, as one snapshot; each event of <c>/events</c> carries a whole one.</summary>
/// <param name="Device">The appliance.</param>
/// <param name="At">When the snapshot was taken, UTC.</param>
/// <param name="Health">How it is.</param>
/// <param name="Studies">Latest studies, the last to receive an object first.</param>
/// <param name="Jobs">Latest jobs, the latest first.</param>
public sealed record PageState(
    DeviceIdentity Device,
    DateTimeOffset At,
    HealthReport Health,
    IReadOnlyList<StudySummary> Studies,
    IReadOnlyList<JobSummary> Jobs);

/// <summary>What <c>/healthz</c> and <c>/readyz</c> answer.</summary>
/// <param name="Status"><c>ok</c>, <c>degraded</c> or <c>failing</c>; of <c>/readyz</c> <c>ready</c> or <c>not-ready</c>.</param>
/// <param name="Faults">Codes of the faults that are raised.</param>
public sealed record HealthSummary(string Status, IReadOnlyList<string> Faults);

using Edge.Contracts;

namespace Edge.Runtime.Health;

/// <summary>Everything the first page shows, as one snapshot; each event of <c>/events</c> carries a whole one.</summary>
/// <param name="Device">The appliance.</param>
/// <param name="At">When the snapshot was taken, UTC.</param>
/// <param name="Health">How it is.</param>
/// <param name="Studies">Latest studies, the last to receive an object first.</param>
internal sealed record PageState(DeviceIdentity Device, DateTimeOffset At, HealthReport Health, IReadOnlyList<StudyLine> Studies);

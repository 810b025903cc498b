namespace Edge.Ctl.Fleet;

/// <summary>How a rollout goes.</summary>
/// <param name="WavePercents">Share of the devices that have been told after each wave, in percent, rising.</param>
/// <param name="AbortShare">Share of the devices told that may fail, 0 to 1; above it the rollout stops.</param>
/// <param name="WaveTime">Longest time for a wave; a device that has not ended by then counts as failed.</param>
internal sealed record RolloutBounds(IReadOnlyList<double> WavePercents, double AbortShare, TimeSpan WaveTime);

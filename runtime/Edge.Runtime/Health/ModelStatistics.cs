using Edge.Contracts;

namespace Edge.Runtime.Health;

/// <summary>What a model did lately.</summary>
/// <param name="Model">Model name.</param>
/// <param name="Versions">Releases that made these results, the latest first, with how many.</param>
/// <param name="Results">Results looked at.</param>
/// <param name="Completed">Of them: ran.</param>
/// <param name="NotApplicable">Of them: did not apply.</param>
/// <param name="Failed">Of them: failed.</param>
/// <param name="LatencyMs">How long runs took: upper edges in milliseconds with how many; the last edge is null, for all that took longer.</param>
/// <param name="MedianMs">Half of the runs took at most this; null without runs.</param>
/// <param name="P95Ms">Nineteen of twenty took at most this; null without runs.</param>
/// <param name="Scores">Each finding with a probability: how many results lie in each tenth of 0 to 1.</param>
/// <param name="View">The model in the store; null when it is not there any more.</param>
/// <param name="Update">Its newest update; null when the update agent knows of none.</param>
internal sealed record ModelStatistics(
    string Model,
    IReadOnlyList<ReleaseCount> Versions,
    int Results,
    int Completed,
    int NotApplicable,
    int Failed,
    IReadOnlyList<LatencyBin> LatencyMs,
    double? MedianMs,
    double? P95Ms,
    IReadOnlyList<ScoreBins> Scores,
    ModelView? View,
    UpdateView? Update);

/// <summary>Results of a release.</summary>
/// <param name="Version">Version.</param>
/// <param name="Results">How many.</param>
/// <param name="LastAt">When the last was made, UTC.</param>
internal sealed record ReleaseCount(string Version, int Results, DateTimeOffset LastAt);

/// <summary>Runs that took at most so long, and longer than the bin before.</summary>
/// <param name="UpToMs">Upper edge in milliseconds; null: any longer time.</param>
/// <param name="Count">How many.</param>
internal sealed record LatencyBin(double? UpToMs, int Count);

/// <summary>How the probabilities of a finding are distributed.</summary>
/// <param name="Label">The finding.</param>
/// <param name="OperatingPoint">From where it counts as present; null where none is stated.</param>
/// <param name="Counts">Ten counts: 0 to 0.1, and so on.</param>
internal sealed record ScoreBins(string Label, double? OperatingPoint, IReadOnlyList<int> Counts);

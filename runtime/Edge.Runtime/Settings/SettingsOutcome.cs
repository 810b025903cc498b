using Edge.Contracts;

namespace Edge.Runtime.Settings;

/// <summary>What came of a change of the settings.</summary>
/// <param name="Made">The version that is in use now; null when nothing has changed.</param>
/// <param name="Problems">Everything that is wrong with what was wanted; empty when nothing is.</param>
/// <param name="Refusal">Why it could not be, in words; null when that is in the problems, or it was done.</param>
internal sealed record SettingsOutcome(ConfigOverlay? Made, IReadOnlyList<ConfigProblem> Problems, string? Refusal)
{
    /// <summary>It was done.</summary>
    public static SettingsOutcome Done(ConfigOverlay made) => new(made, [], null);

    /// <summary>What was wanted is wrong.</summary>
    public static SettingsOutcome Wrong(IReadOnlyList<ConfigProblem> problems) => new(null, problems, null);

    /// <summary>It cannot be now.</summary>
    public static SettingsOutcome Refused(string why) => new(null, [], why);
}

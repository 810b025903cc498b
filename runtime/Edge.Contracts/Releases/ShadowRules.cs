using System.Globalization;

namespace Edge.Contracts;

/// <summary>What the bounds of a comparison must satisfy beyond their types.</summary>
public static class ShadowRules
{
    private const int LeastStudiesMax = 1000;
    private const double LongestHoursMin = 0.01;
    private const double LongestHoursMax = 365 * 24;
    private const double ValueDifferenceMax = 2;
    private const double FactorMax = 100;

    /// <summary>Adds every problem, each with its path in the manifest and what to write instead.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="problems">Receives the problems.</param>
    public static void Check(ModelManifest manifest, ICollection<ConfigProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(problems);
        if (manifest.Shadow is not { } plan)
        {
            return;
        }

        Range("leastStudies", plan.LeastStudies, 1, LeastStudiesMax, problems);
        Range("longestHours", plan.LongestHours, LongestHoursMin, LongestHoursMax, problems);
        Range("disagreeShareMax", plan.DisagreeShareMax, 0, 1, problems);
        Range("probabilityDifferenceMax", plan.ProbabilityDifferenceMax, 0, 1, problems);
        Bound("overlapMin", plan.OverlapMin, manifest.Outputs.Segments.Count > 0, "segments", 1, problems);
        Bound("valueDifferenceMax", plan.ValueDifferenceMax, manifest.Outputs.Values.Count > 0, "values", ValueDifferenceMax, problems);
        Range("slowdownMax", plan.SlowdownMax, 1, FactorMax, problems);
        Range("memoryGrowthMax", plan.MemoryGrowthMax, 1, FactorMax, problems);
    }

    private static void Bound(string name, double? value, bool isNeeded, string outputs, double max, ICollection<ConfigProblem> problems)
    {
        if (value is { } bound)
        {
            Range(name, bound, 0, max, problems);
        }
        else if (isNeeded)
        {
            problems.Add(new($"shadow.{name}", string.Create(CultureInfo.InvariantCulture, $"The model has {outputs}. Write how well they must agree, 0 to {max}.")));
        }
    }

    private static void Range(string name, double value, double min, double max, ICollection<ConfigProblem> problems)
    {
        if (!(value >= min && value <= max))
        {
            problems.Add(new($"shadow.{name}", string.Create(CultureInfo.InvariantCulture, $"It is {value}. Write {min} to {max}.")));
        }
    }
}

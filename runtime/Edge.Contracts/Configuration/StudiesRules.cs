using System.Globalization;

namespace Edge.Contracts;

/// <summary>What the rules of completion must satisfy beyond their types.</summary>
internal static class StudiesRules
{
    private const double LeastSeconds = 0.1;
    private const double MostSeconds = 86400;

    /// <summary>Adds every problem.</summary>
    public static void Check(StudiesConfig studies, List<ConfigProblem> problems)
    {
        Check(studies, "studies", problems);
        foreach ((string callingAe, CompletionConfig own) in studies.ByCallingAe)
        {
            string path = $"studies.byCallingAe.{callingAe}";
            ConfigRules.CheckAeTitle(callingAe, path, problems);
            Check(own, path, problems);
        }
    }

    private static void Check(CompletionConfig rules, string path, List<ConfigProblem> problems)
    {
        ConfigRules.CheckRange(rules.QuietSeconds, LeastSeconds, MostSeconds, $"{path}.quietSeconds", "seconds", problems);
        ConfigRules.CheckRange(rules.SettleSeconds, LeastSeconds, MostSeconds, $"{path}.settleSeconds", "seconds", problems);
        if (rules.Counts.Count > 0 || rules.Stack is not null)
        {
            CheckWithinQuiet(rules.SettleSeconds, rules, $"{path}.settleSeconds", problems);
        }

        if (rules.ReleasedQuietSeconds is { } released)
        {
            ConfigRules.CheckRange(released, LeastSeconds, MostSeconds, $"{path}.releasedQuietSeconds", "seconds", problems);
            CheckWithinQuiet(released, rules, $"{path}.releasedQuietSeconds", problems);
        }

        for (int index = 0; index < rules.Counts.Count; index++)
        {
            if (!ExpectedCountNames.All.Contains(rules.Counts[index]))
            {
                problems.Add(new(
                    $"{path}.counts[{index}]", $"'{rules.Counts[index]}' is no expected count. Write one of {string.Join(", ", ExpectedCountNames.All)}."));
            }
        }

        if (rules.Stack is { } stack)
        {
            ConfigRules.CheckRange(stack.LeastSlices, 2, 10_000, $"{path}.stack.leastSlices", "slices", problems);
            ConfigRules.CheckRange(stack.Tolerance, 0.001, 0.5, $"{path}.stack.tolerance", "of the slice distance", problems);
        }
    }

    private static void CheckWithinQuiet(double seconds, CompletionConfig rules, string path, List<ConfigProblem> problems)
    {
        if (seconds > rules.QuietSeconds && rules.QuietSeconds >= LeastSeconds)
        {
            problems.Add(new(path, string.Create(
                CultureInfo.InvariantCulture, $"{seconds} is longer than quietSeconds, so that it would never count. Write at most {rules.QuietSeconds}.")));
        }
    }
}

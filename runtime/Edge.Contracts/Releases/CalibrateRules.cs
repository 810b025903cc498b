namespace Edge.Contracts;

/// <summary>What <c>calibrate</c> must satisfy.</summary>
internal static class CalibrateRules
{
    /// <summary>What is wrong and what to write instead; null where nothing is.</summary>
    public static string? Problem(CalibrateStep step) => step.Method switch
    {
        "temperature" when step is not { Temperature.Count: > 0, Slope: null, Intercept: null, Tables: null } =>
            "method temperature needs temperature, and null for slope, intercept and tables.",
        "temperature" when step.Temperature!.Any(value => !(value > 0)) => "temperature must be above 0.",
        "platt" when step is not { Temperature: null, Slope.Count: > 0, Intercept.Count: > 0, Tables: null } || step.Slope.Count != step.Intercept.Count =>
            "method platt needs as many slopes as intercepts, and null for temperature and tables.",
        "isotonic" when step is not { Temperature: null, Slope: null, Intercept: null, Tables.Count: > 0 } =>
            "method isotonic needs tables, and null for temperature, slope and intercept.",
        "isotonic" when step.Tables!.Any(table => !IsSound(table)) =>
            "tables need at least two scores that rise, and as many probabilities from 0 to 1 that never fall.",
        "temperature" or "platt" or "isotonic" => null,
        _ => "method must be temperature, platt or isotonic.",
    };

    private static bool IsSound(CalibrationTable table) =>
        table.Scores.Count >= 2
        && table.Scores.Count == table.Probabilities.Count
        && table.Scores.Zip(table.Scores.Skip(1)).All(pair => pair.First < pair.Second)
        && table.Probabilities.Zip(table.Probabilities.Skip(1)).All(pair => pair.First <= pair.Second)
        && table.Probabilities.All(probability => probability is >= 0 and <= 1);
}

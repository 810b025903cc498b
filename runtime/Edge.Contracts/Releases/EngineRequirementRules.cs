namespace Edge.Contracts;

/// <summary>What the engine section of a manifest must satisfy beyond its types.</summary>
internal static class EngineRequirementRules
{
    private static readonly string[] Precisions = ["fp32", "fp16", "int8"];

    /// <summary>Adds every problem.</summary>
    public static void Check(EngineRequirement engine, List<ConfigProblem> problems)
    {
        if (engine.Rungs.Count == 0)
        {
            problems.Add(new("engine.rungs", "There is none. Write the engines that may run the model, cpu among them where it may."));
        }

        for (int index = 0; index < engine.Rungs.Count; index++)
        {
            string rung = engine.Rungs[index];
            if (!EngineRungs.All.Contains(rung))
            {
                problems.Add(new($"engine.rungs[{index}]", $"It is {rung}. Write {string.Join(", ", EngineRungs.All)}."));
            }
            else if (engine.Rungs.Take(index).Contains(rung))
            {
                problems.Add(new($"engine.rungs[{index}]", $"{rung} stands twice. Write it once."));
            }
        }

        if (!Precisions.Contains(engine.Precision))
        {
            problems.Add(new("engine.precision", $"It is {engine.Precision}. Write that of most weights: {string.Join(", ", Precisions)}."));
        }

        if (!(engine.LeastFraction is >= 0 and <= 1))
        {
            problems.Add(new("engine.leastNodeFraction", "Write a share from 0 to 1, such as 0.9."));
        }

        if (!(engine.Tolerance.Absolute >= 0 && engine.Tolerance.Relative >= 0))
        {
            problems.Add(new("engine.tolerance", "Write differences from 0."));
        }

        if (!(engine.DeadlineSeconds > 0))
        {
            problems.Add(new("engine.deadlineSeconds", "Write how long a job may run, above 0."));
        }
    }
}

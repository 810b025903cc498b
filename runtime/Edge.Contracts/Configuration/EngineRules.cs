namespace Edge.Contracts;

/// <summary>What the engines of a configuration must satisfy beyond their types.</summary>
internal static class EngineRules
{
    private const int GpuIndexMax = 63;
    private const int WorkspaceMiBMin = 64;
    private const int WorkspaceMiBMax = 65_536;
    private const long CacheMiBMin = 64;
    private const long CacheMiBMax = 1_048_576;
    private const double SessionSecondsMin = 0.5;
    private const double SessionSecondsMax = 240;

    /// <summary>Adds every problem.</summary>
    public static void Check(InferenceConfig inference, List<ConfigProblem> problems)
    {
        CheckRungs(inference.Rungs, problems);
        if (inference.Engine is not { } engine)
        {
            return;
        }

        const string Path = "inference.engine";
        ConfigRules.CheckRange(engine.GpuIndex, 0, GpuIndexMax, $"{Path}.gpuIndex", null, problems);
        ConfigRules.CheckRange(engine.WorkspaceMiB, WorkspaceMiBMin, WorkspaceMiBMax, $"{Path}.workspaceMiB", "MiB", problems);
        ConfigRules.CheckRange(engine.CacheLimitMiB, CacheMiBMin, CacheMiBMax, $"{Path}.cacheLimitMiB", "MiB", problems);
        ConfigRules.CheckRange(engine.SessionDeadlineSeconds, SessionSecondsMin, SessionSecondsMax, $"{Path}.sessionDeadlineSeconds", "seconds", problems);
        ConfigRules.CheckRange(engine.BuildDeadlineSeconds, 1, ConfigRules.MaxSeconds, $"{Path}.buildDeadlineSeconds", "seconds", problems);
        if (engine.CacheDirectory is { } directory)
        {
            ConfigRules.CheckText(directory, $"{Path}.cacheDirectory", "a directory, or null for engines/ in the data directory", problems);
        }

        if (engine.CudaGraph)
        {
            problems.Add(new(
                $"{Path}.cudaGraph",
                "Recorded launches replay on the memory that they were recorded with, and this version binds none for good: every study would get the findings of the first. Write false."));
        }

        if (engine.DlaCore is { } core)
        {
            ConfigRules.CheckRange(core, 0, 1, $"{Path}.dlaCore", null, problems);
            if (!inference.Rungs.Contains(EngineRungs.TensorrtFp16))
            {
                problems.Add(new($"{Path}.dlaCore", $"Only {EngineRungs.TensorrtFp16} uses it, which inference.rungs has not. Write null, or add the rung."));
            }
        }
    }

    private static void CheckRungs(IReadOnlyList<string> rungs, List<ConfigProblem> problems)
    {
        if (rungs.Count == 0)
        {
            problems.Add(new("inference.rungs", "It is empty. Write [\"cpu\"]."));
        }

        for (int index = 0; index < rungs.Count; index++)
        {
            if (!EngineRungs.All.Contains(rungs[index]))
            {
                problems.Add(new($"inference.rungs[{index}]", $"There is no rung '{rungs[index]}'. Write one of {string.Join(", ", EngineRungs.All)}."));
            }
            else if (rungs.Take(index).Contains(rungs[index]))
            {
                problems.Add(new($"inference.rungs[{index}]", "The rung is listed twice. Remove one of them."));
            }
            else if (rungs[index] == EngineRungs.Cpu && index < rungs.Count - 1)
            {
                problems.Add(new($"inference.rungs[{index}]", "The CPU always serves: what follows it is never tried. Write \"cpu\" last."));
            }
        }
    }
}

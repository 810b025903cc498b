namespace Edge.Contracts.Tests.Configuration;

/// <summary>What is said of <c>inference.rungs</c> and <c>inference.engine</c>.</summary>
public sealed class EngineRulesTests
{
    private static readonly DeviceConfig Sound = ConfigFile.Read(RepositoryRoot.Find("device-configs/workstation.json"), [], static _ => true).Config!;

    [Fact]
    public void Check_WholeLadderWithDefaults_HasNoProblem() => Assert.Empty(Problems(inference => inference with
    {
        Rungs = EngineRungs.All,
        Engine = EngineConfig.Default with { DlaCore = 1, CacheDirectory = "/var/lib/engines" },
    }));

    [Theory]
    [InlineData("inference.rungs", "It is empty. Write [\"cpu\"].")]
    [InlineData("inference.rungs[0]", "There is no rung 'tensorrt'. Write one of tensorrt-fp16, tensorrt-fp32, cuda, cpu.", "tensorrt", "cpu")]
    [InlineData("inference.rungs[1]", "The rung is listed twice. Remove one of them.", "cuda", "cuda", "cpu")]
    [InlineData("inference.rungs[0]", "The CPU always serves: what follows it is never tried. Write \"cpu\" last.", "cpu", "cuda")]
    public void Check_Rungs_SaysWhatToWrite(string path, string message, params string[] rungs) =>
        Assert.Equal([new ConfigProblem(path, message)], Problems(inference => inference with { Rungs = rungs }));

    [Fact]
    public void Check_EveryValueOutOfRange_SaysAllAtOnce() => Assert.Equal(
        [
            "inference.engine.gpuIndex", "inference.engine.workspaceMiB", "inference.engine.cacheLimitMiB", "inference.engine.sessionDeadlineSeconds",
            "inference.engine.buildDeadlineSeconds", "inference.engine.cacheDirectory", "inference.engine.dlaCore", "inference.engine.dlaCore",
        ],
        Problems(inference => inference with
        {
            Engine = new EngineConfig
            {
                GpuIndex = -1,
                WorkspaceMiB = 1,
                DlaCore = 2,
                CudaGraph = false,
                CacheDirectory = " ",
                CacheLimitMiB = 1,
                SessionDeadlineSeconds = 300,
                BuildDeadlineSeconds = 0,
            },
        }).Select(problem => problem.Path));

    [Fact]
    public void Check_CudaGraph_SaysWhyNot()
    {
        ConfigProblem problem = Assert.Single(Problems(inference => inference with { Engine = EngineConfig.Default with { CudaGraph = true } }));
        Assert.Equal("inference.engine.cudaGraph", problem.Path);
        Assert.Contains("Write false.", problem.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<ConfigProblem> Problems(Func<InferenceConfig, InferenceConfig> change) =>
        (Sound with { Inference = change(Sound.Inference) }).Validate();
}

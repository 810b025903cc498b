using Edge.Contracts;
using Edge.Inference.Pipeline;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>What is remembered of a release that does not serve, and what is tried again.</summary>
public sealed class ModelCacheTests : IDisposable
{
    private static readonly EngineSettings Settings = new(["cpu"], Threads: 2, SpinDurationUs: 0);

    private readonly TemporaryFolder _folder = TestFolders.CreateTemporary();
    private readonly ModelCache _models = new(new ModelLoader(Settings));
    private int _loadingCount;

    public void Dispose()
    {
        _models.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Get_SessionFailedForAReasonThatMayPass_IsTriedAgain()
    {
        string release = Copy();
        File.WriteAllText(Path.Combine(release, "model.onnx"), "no graph");
        string digest = ReleaseDigest.Compute(release);
        Assert.Throws<OnnxRuntimeException>(() => Get(release, digest));
        Assert.Throws<OnnxRuntimeException>(() => Get(release, digest));
        Assert.Equal(2, _loadingCount);
    }

    [Fact]
    public void Get_InputOfAGoldenCaseCannotBeRead_IsTriedAgain()
    {
        string release = Copy();
        File.Delete(Path.Combine(release, "golden", Releases.Golden(release).Cases[0].Inputs[0]));
        string digest = ReleaseDigest.Compute(release);
        Assert.ThrowsAny<IOException>(() => Get(release, digest));
        Assert.ThrowsAny<IOException>(() => Get(release, digest));
        Assert.Equal(2, _loadingCount);
    }

    [Fact]
    public void Get_NoGoldenCases_IsRememberedByDigest()
    {
        string release = Copy();
        File.Delete(Path.Combine(release, "golden", GoldenCases.FileName));
        string digest = ReleaseDigest.Compute(release);
        (LoadedModel? model, string? refusal) = Get(release, digest);
        Assert.Null(model);
        Assert.Contains("no golden cases", refusal, StringComparison.Ordinal);
        Assert.Equal((null, refusal), Get(release, digest));
        Assert.Equal(1, _loadingCount);
    }

    [Fact]
    public void Load_DeadlinePassesInTheGoldenCases_LetsGoOfTheSessionsThreads()
    {
        const int Threads = 64;
        var loader = new ModelLoader(Settings with { Threads = Threads });
        string digest = ReleaseDigest.Compute(Releases.Radiograph);
        int before = ThreadCount();
        Assert.Throws<OperationCanceledException>(
            () => loader.Load(Releases.Radiograph, digest, out _, out _, new CancellationToken(canceled: true)));
        Assert.InRange(ThreadCount(), 0, before + (Threads / 2));
    }

    private static int ThreadCount() => Directory.GetDirectories("/proc/self/task").Length;

    private string Copy() => Releases.Copy(Releases.Radiograph, _folder.File("copy/1.0.0"));

    private (LoadedModel? Model, string? Refusal) Get(string release, string digest)
    {
        LoadedModel? model = _models.Get(release, digest, out _, out string? refusal, () => _loadingCount++, TestContext.Current.CancellationToken);
        return (model, refusal);
    }
}

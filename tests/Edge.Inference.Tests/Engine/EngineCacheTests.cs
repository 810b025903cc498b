using Edge.Inference.Engine;
using Edge.Runtime.Tests;

namespace Edge.Inference.Tests.Engine;

public sealed class EngineCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = TestFolders.CreateTemporary();
    private readonly ManualTime _time = new();
    private readonly EngineCache _cache;

    public EngineCacheTests() => _cache = new EngineCache(_folder.Path, _time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_NothingBuilt_IsNullWithoutAProblem() => Assert.Equal((null, null), (_cache.Find("a", out string? problem), problem));

    [Fact]
    public void Find_Built_IsWhatWasBuilt()
    {
        Build("a", 10);
        EngineEntry entry = _cache.Find("a", out string? problem)!;
        Assert.Null(problem);
        Assert.Equal(("a", 0.95, "x.engine", 10L), (entry.Key, entry.NodeFraction, entry.Files[0].Name, entry.Files[0].SizeBytes));
    }

    [Fact]
    public void Find_BuildThatDidNotEnd_IsNotThere()
    {
        File.WriteAllText(Path.Combine(_cache.Begin("a"), "x.engine"), "half");
        Assert.Null(_cache.Find("a", out string? problem));
        Assert.Null(problem);
        _cache.Begin("b");
        Assert.Equal(".building-b", Path.GetFileName(Assert.Single(Directory.GetDirectories(_folder.Path))));
    }

    [Theory]
    [InlineData("changed", "x.engine is not what was built")]
    [InlineData("longer", "x.engine is not what was built")]
    [InlineData("missing", "it holds 0 files, not the 1 that were built")]
    [InlineData("more", "it holds 2 files, not the 1 that were built")]
    [InlineData("entry", "Could not find file")]
    [InlineData("text", "is an invalid JSON literal")]
    [InlineData("endless", "entry.json is larger than 4194304 bytes")]
    [InlineData("moved", "it says that it is the engine a")]
    public void Find_Damaged_IsRefusedWithWhatIsWrong(string damage, string reason)
    {
        Build("a", 10);
        string engine = Path.Combine(_folder.Path, "a", "x.engine");
        string entry = Path.Combine(_folder.Path, "a", "entry.json");
        string key = "a";
        switch (damage)
        {
            case "changed": File.WriteAllBytes(engine, [.. Enumerable.Repeat((byte)2, 10)]); break;
            case "longer": File.AppendAllText(engine, "1"); break;
            case "missing": File.Delete(engine); break;
            case "more": File.WriteAllText(engine + ".2", "1"); break;
            case "entry": File.Delete(entry); break;
            case "endless":
                File.Delete(entry);
                File.CreateSymbolicLink(entry, "/dev/zero");
                break;
            case "text": File.WriteAllText(entry, "no entry"); break;
            default:
                key = "b";
                Directory.Move(Path.Combine(_folder.Path, "a"), Path.Combine(_folder.Path, key));
                break;
        }

        Assert.Null(_cache.Find(key, out string? problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.Contains("edgectl model retry", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Commit_UnderAKeyThatIsThere_ReplacesIt()
    {
        Build("a", 10);
        Build("a", 20);
        Assert.Equal(20, _cache.Find("a", out _)!.Files[0].SizeBytes);
        Assert.Single(Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public void Evict_TooMuch_RemovesWhatWasWantedLongestAgoButNotTheOneNamed()
    {
        foreach (string key in (string[])["a", "b", "c", "d"])
        {
            Build(key, 1000);
            _time.Advance(TimeSpan.FromHours(1));
            _cache.Touch(key);
        }

        _time.Advance(TimeSpan.FromHours(1));
        _cache.Touch("b");

        // Each is 1000 bytes and its entry of some hundred.
        Assert.Equal(["c"], _cache.Evict(4000, "a"));
        Assert.Equal(["d", "b"], _cache.Evict(0, "a"));
        Assert.NotNull(_cache.Find("a", out _));
    }

    private void Build(string key, int size)
    {
        string built = _cache.Begin(key);
        File.WriteAllBytes(Path.Combine(built, "x.engine"), [.. Enumerable.Repeat((byte)1, size)]);
        _cache.Commit(built, new EngineEntry(key, "tensorrt-fp16", "digest", 0.95, _time.GetUtcNow(), []));
    }
}

using System.Text.Json.Nodes;
using Edge.Releases.Tuf;

namespace Edge.Releases.Tests.Tuf;

/// <summary>A client of a forged repository, with a metadata folder of its own.</summary>
internal sealed class ForgedClient : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly MetadataStore _store;

    public ForgedClient(ForgedRepository repository, TufLimits? limits = null, TimeProvider? clock = null)
    {
        _store = MetadataStore.Open(_folder.At("trusted"));
        _store.Initialize(repository.Files["1.root.json"]);
        Client = new TufClient(_store, repository, repository, limits ?? TufLimits.Default, clock ?? new ManualClock());
    }

    public TufClient Client { get; }

    public string Trusted => _folder.At("trusted");

    public Task RefreshAsync() => Client.RefreshAsync(TestContext.Current.CancellationToken);

    public async Task<TrustFailure> RefusedAsync() => (await Assert.ThrowsAsync<TrustException>(RefreshAsync)).Failure;

    /// <summary>The version trusted of a role; 0 when none is.</summary>
    public long Version(string role)
    {
        string file = Path.Combine(Trusted, role + ".json");
        return File.Exists(file) ? (long)JsonNode.Parse(File.ReadAllText(file))!["signed"]!["version"]! : 0;
    }

    /// <summary>Downloads a target and says what the file holds.</summary>
    public async Task<string> DownloadAsync(string path)
    {
        TargetFile target = await Client.FindAsync(path, TestContext.Current.CancellationToken) ?? throw new TrustException(TrustFailure.NotFound, path);
        await Client.DownloadAsync(target, Target, keepPartial: false, TestContext.Current.CancellationToken);
        return await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken);
    }

    public string Target => _folder.At("target");

    public IEnumerable<string> FilesBesideTarget => Directory.GetFiles(_folder.Path).Select(file => Path.GetFileName(file));

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }
}

using Edge.Releases.Keys;
using Edge.Releases.Offers;
using Edge.Releases.Repository;
using Edge.Releases.Sources;
using Edge.Releases.Tuf;

namespace Edge.Releases.Tests.Repository;

/// <summary>A repository with its keys, and a device that trusts its first root.</summary>
internal sealed class Ceremony : IDisposable
{
    public Ceremony(TimeProvider clock)
    {
        Clock = clock;
        Folder = RepositoryFolder.Open(Files.At("repo"), create: true);
        Work = new ReleaseRepository(Folder, clock);
        Work.Initialize(
            new Dictionary<string, IReadOnlyList<string>>
            {
                ["root"] = [.. Root.Select(key => key.PublicPem)],
                ["targets"] = [Targets.PublicPem],
                ["snapshot"] = [Snapshot.PublicPem],
                ["timestamp"] = [Timestamp.PublicPem],
            },
            new Dictionary<string, int> { ["root"] = 2, ["targets"] = 1, ["snapshot"] = 1, ["timestamp"] = 1 });
    }

    public TestFolder Files { get; } = new();

    public TimeProvider Clock { get; }

    public RepositoryFolder Folder { get; }

    public ReleaseRepository Work { get; }

    public SigningKey[] Root { get; } = [SigningKey.Create(EcdsaCurve.P384), SigningKey.Create(EcdsaCurve.P256), SigningKey.Create(EcdsaCurve.P256)];

    public SigningKey Targets { get; } = SigningKey.Create(EcdsaCurve.P256);

    public SigningKey Snapshot { get; } = SigningKey.Create(EcdsaCurve.P256);

    public SigningKey Timestamp { get; } = SigningKey.Create(EcdsaCurve.P256);

    public static ReleaseOffer Terms(string version) => new("chest", version, 1, ["jetson-orin-nano"], new Version(1, 2), "Better edges.", [], null);

    /// <summary>Signs what is staged and publishes.</summary>
    public void SignAndPublish()
    {
        if (Work.States().Single(state => state.Role == "root").StagedVersion is not null)
        {
            Work.Sign("root", Root[0]);
            Work.Sign("root", Root[1]);
        }

        if (Work.States().Single(state => state.Role == "targets").StagedVersion is not null)
        {
            Work.Sign("targets", Targets);
        }

        Publish();
    }

    public void Publish() => new RepositoryPublisher(Folder, Clock).Publish([Snapshot], [Timestamp]);

    /// <summary>Adds a release of two files.</summary>
    public ReleaseOffer AddRelease(string version)
    {
        Files.Write($"release-{version}/manifest.json", $"{{\"version\": \"{version}\"}}");
        Files.Write($"release-{version}/golden/1.dcm", "pixels");
        return Work.AddRelease(Files.At($"release-{version}"), Terms(version));
    }

    /// <summary>Refreshes a device's client; the same device each time.</summary>
    public async Task<TufClient> DeviceAsync(string? tree = null)
    {
        bool first = !Directory.Exists(Files.At("device"));
        string published = tree ?? Folder.Public;
        _store ??= MetadataStore.Open(Files.At("device"));
        if (first)
        {
            _store.Initialize(await File.ReadAllBytesAsync(Path.Combine(published, "metadata", "1.root.json"), TestContext.Current.CancellationToken));
        }

        var client = new TufClient(
            _store, new DirectorySource(Path.Combine(published, "metadata")), new DirectorySource(Path.Combine(published, "targets")), TufLimits.Default, Clock);
        await client.RefreshAsync(TestContext.Current.CancellationToken);
        return client;
    }

    public void Dispose()
    {
        _store?.Dispose();
        Folder.Dispose();
        Files.Dispose();
        Array.ForEach([.. Root, Targets, Snapshot, Timestamp], key => key.Dispose());
    }

    private MetadataStore? _store;
}

using Edge.Releases.Keys;
using Edge.Releases.Offers;
using Edge.Releases.Repository;
using Edge.Releases.Tuf;

namespace Edge.Releases.Tests.Repository;

public sealed class ReleaseRepositoryTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly Ceremony _ceremony;

    public ReleaseRepositoryTests() => _ceremony = new Ceremony(_clock);

    public void Dispose() => _ceremony.Dispose();

    [Fact]
    public async Task Publish_ARelease_ReachesADeviceWithItsTerms()
    {
        _ceremony.AddRelease("1.0.0");
        _ceremony.Work.ChangeOffer("chest", "1.0.0", offer => offer with { Assigned = ["north/*"] });
        _ceremony.SignAndPublish();

        TufClient device = await _ceremony.DeviceAsync();
        ReleaseOffer offer = Assert.Single(ReleaseOffer.All(device.Targets));
        Assert.Equal(Ceremony.Terms("1.0.0") with { Assigned = offer.Assigned, DeviceKinds = offer.DeviceKinds }, offer);
        Assert.True(offer.IsFor("north", "ct-1"));
        TargetFile file = (await device.FindAsync("models/chest/1.0.0/golden/1.dcm", TestContext.Current.CancellationToken))!;
        await device.DownloadAsync(file, _ceremony.Files.At("out"), keepPartial: false, TestContext.Current.CancellationToken);
        Assert.Equal("pixels", await File.ReadAllTextAsync(_ceremony.Files.At("out"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ChangeCommanders_ReachesADevice_AndLeavesTheReleasesAlone()
    {
        _ceremony.AddRelease("1.0.0");
        using SigningKey commander = SigningKey.Create(EcdsaCurve.P256);
        Assert.Equal([commander.Id], _ceremony.Work.ChangeCommanders([commander.PublicPem], [], null).KeyIds);
        _ceremony.SignAndPublish();
        TufClient device = await _ceremony.DeviceAsync();

        byte[] payload = [1, 2, 3];
        (string Id, byte[] Signature) signature = (commander.Id, commander.SignEnvelope("type", payload));
        Assert.Equal(commander.Id, Assert.Single(device.Commanders!.Require("type", payload, [signature], _clock.GetUtcNow())).KeyId);
        Assert.Equal(TrustFailure.NotSigned, Assert.Throws<TrustException>(() => device.Commanders.Require("other", payload, [signature], _clock.GetUtcNow())).Failure);
        Assert.Equal(TrustFailure.Freeze, Assert.Throws<TrustException>(() => device.Commanders.Require("type", payload, [signature], _clock.GetUtcNow().AddDays(200))).Failure);
        Assert.Single(ReleaseOffer.All(device.Targets));
        Assert.NotNull(await device.FindAsync("models/chest/1.0.0/manifest.json", TestContext.Current.CancellationToken));

        _ceremony.Work.ChangeCommanders([], [commander.Id], null);
        _ceremony.SignAndPublish();
        Assert.Null((await _ceremony.DeviceAsync()).Commanders);
    }

    [Fact]
    public void ChangeCommanders_FewerKeysThanMustSign_Refuses()
    {
        using SigningKey commander = SigningKey.Create(EcdsaCurve.P256);
        Assert.Throws<TrustException>(() => _ceremony.Work.ChangeCommanders([commander.PublicPem], [], 2));
        Assert.Throws<TrustException>(() => _ceremony.Work.ChangeCommanders([], [commander.Id], null));
    }

    [Fact]
    public void Publish_BeforeEnoughKeysHaveSigned_ShowsNothing()
    {
        Assert.Equal(new SigningProgress(1, 2), _ceremony.Work.Sign("root", _ceremony.Root[2]));
        Assert.Equal(new SigningProgress(1, 2), _ceremony.Work.Sign("root", _ceremony.Root[2]));
        _ceremony.Work.Sign("targets", _ceremony.Targets);

        Assert.Equal(TrustFailure.NotSigned, Assert.Throws<TrustException>(_ceremony.Publish).Failure);
        Assert.Empty(Directory.GetFiles(Path.Combine(_ceremony.Folder.Public, "metadata")));

        Assert.True(_ceremony.Work.Sign("root", _ceremony.Root[0]).IsComplete);
        _ceremony.Publish();
        Assert.Equal(
            ["1.root.json", "1.snapshot.json", "1.targets.json", "timestamp.json"],
            Directory.GetFiles(Path.Combine(_ceremony.Folder.Public, "metadata")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Publish_ByAKeyThatDoesNotSignForTheRole_ShowsNothing()
    {
        _ceremony.Work.Sign("root", _ceremony.Root[0]);
        _ceremony.Work.Sign("root", _ceremony.Root[1]);
        _ceremony.Work.Sign("targets", _ceremony.Targets);

        Assert.Throws<TrustException>(() => new RepositoryPublisher(_ceremony.Folder, _clock).Publish([_ceremony.Timestamp], [_ceremony.Timestamp]));
        Assert.Throws<TrustException>(() => new RepositoryPublisher(_ceremony.Folder, _clock).Publish([_ceremony.Snapshot], [_ceremony.Snapshot]));
        Assert.Empty(Directory.GetFiles(Path.Combine(_ceremony.Folder.Public, "metadata")));
    }

    [Fact]
    public void Sign_ByAStranger_IsRefused()
    {
        using SigningKey stranger = SigningKey.Create(EcdsaCurve.P256);
        Assert.Equal(TrustFailure.NotSigned, Assert.Throws<TrustException>(() => _ceremony.Work.Sign("root", stranger)).Failure);
    }

    [Fact]
    public void Stage_AfterASignature_NeedsItAgain()
    {
        _ceremony.SignAndPublish();
        _ceremony.AddRelease("1.0.0");
        Assert.True(_ceremony.Work.Sign("targets", _ceremony.Targets).IsComplete);
        _ceremony.Work.ChangeOffer("chest", "1.0.0", offer => offer with { Assigned = ["*/*"] });

        Assert.Equal(TrustFailure.NotSigned, Assert.Throws<TrustException>(_ceremony.Publish).Failure);
    }

    [Fact]
    public async Task Publish_WithNothingStaged_RenewsSnapshotAndTimestamp()
    {
        _ceremony.SignAndPublish();
        await _ceremony.DeviceAsync();
        _clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(TrustFailure.Freeze, (await Assert.ThrowsAsync<TrustException>(() => _ceremony.DeviceAsync())).Failure);

        _ceremony.Publish();
        await _ceremony.DeviceAsync();
    }

    [Fact]
    public async Task Rotate_ARootKeyAndTheSnapshotKey_DevicesFollow()
    {
        _ceremony.SignAndPublish();
        await _ceremony.DeviceAsync();
        using SigningKey young = SigningKey.Create(EcdsaCurve.P256);
        using SigningKey snapshot = SigningKey.Create(EcdsaCurve.P256);
        _ceremony.Work.Rotate("root", [young.PublicPem], [_ceremony.Root[0].Id], null);
        _ceremony.Work.Rotate("snapshot", [snapshot.PublicPem], [_ceremony.Snapshot.Id], null);

        // The old root needs two of its keys, the new one two of its own: key 0 is of the old only.
        Assert.False(_ceremony.Work.Sign("root", _ceremony.Root[0]).IsComplete);
        Assert.False(_ceremony.Work.Sign("root", young).IsComplete);
        Assert.True(_ceremony.Work.Sign("root", _ceremony.Root[1]).IsComplete);
        new RepositoryPublisher(_ceremony.Folder, _clock).Publish([snapshot], [_ceremony.Timestamp]);

        await _ceremony.DeviceAsync();
        Assert.Equal(2, _ceremony.Work.States().Single(state => state.Role == "root").PublishedVersion);
    }

    [Fact]
    public void Rotate_FewerKeysThanMustSign_IsRefused()
    {
        _ceremony.SignAndPublish();
        Assert.Throws<TrustException>(() => _ceremony.Work.Rotate("root", [], [_ceremony.Root[0].Id, _ceremony.Root[1].Id], null));
        Assert.Null(_ceremony.Work.States().Single(state => state.Role == "root").StagedVersion);
    }

    [Fact]
    public void SetExpiry_OfTargets_StagesAVersionThatHoldsThatLong()
    {
        _ceremony.SignAndPublish();
        _ceremony.Work.SetExpiry("targets", 10);
        _ceremony.SignAndPublish();

        Assert.Equal("2031-05-11T12:00:00Z", _ceremony.Work.States().Single(state => state.Role == "targets").Expires);
    }

    [Fact]
    public void AddRelease_TheSameVersionTwice_IsRefused()
    {
        _ceremony.AddRelease("1.0.0");
        Assert.Contains("in the repository already", Assert.Throws<TrustException>(() => _ceremony.AddRelease("1.0.0")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddRelease_TheNextVersion_CountsOn()
    {
        Assert.Equal([1L, 2L], new[] { _ceremony.AddRelease("1.0.0").Counter, _ceremony.AddRelease("0.9.0").Counter });
    }

    [Fact]
    public void AddRelease_WithALinkInIt_IsRefused()
    {
        _ceremony.Files.Write("release-1.0.0/manifest.json", "{}");
        File.CreateSymbolicLink(_ceremony.Files.At("release-1.0.0", "link"), "/etc/passwd");

        Assert.Equal(TrustFailure.WrongFiles, Assert.Throws<TrustException>(() => _ceremony.AddRelease("1.0.0")).Failure);
    }

    [Fact]
    public async Task Revoke_ARelease_DevicesReadWhy()
    {
        _ceremony.AddRelease("1.0.0");
        _ceremony.SignAndPublish();
        _ceremony.Work.ChangeOffer("chest", "1.0.0", offer => offer with { SuspendedBecause = "Misses small nodules." });
        _ceremony.SignAndPublish();

        ReleaseOffer offer = Assert.Single(ReleaseOffer.All((await _ceremony.DeviceAsync()).Targets));
        Assert.Equal("Misses small nodules.", offer.SuspendedBecause);
    }

    [Fact]
    public async Task Export_ToAFolder_IsAllADeviceNeeds()
    {
        _ceremony.AddRelease("1.0.0");
        _ceremony.SignAndPublish();
        _ceremony.AddRelease("1.1.0");
        _ceremony.SignAndPublish();

        Assert.Equal(4, await new RepositoryExport(_ceremony.Folder, _clock).RunAsync(_ceremony.Files.At("usb"), TestContext.Current.CancellationToken));

        TufClient device = await _ceremony.DeviceAsync(_ceremony.Files.At("usb"));
        foreach (TargetFile target in device.Targets)
        {
            Assert.True(await device.DownloadAsync(target, _ceremony.Files.At(target.FileName), keepPartial: false, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Export_AfterExpiry_IsRefused()
    {
        _ceremony.SignAndPublish();
        _clock.Advance(TimeSpan.FromDays(8));

        TrustException refused = await Assert.ThrowsAsync<TrustException>(
            () => new RepositoryExport(_ceremony.Folder, _clock).RunAsync(_ceremony.Files.At("usb"), TestContext.Current.CancellationToken));
        Assert.Equal(TrustFailure.Freeze, refused.Failure);
    }

    [Fact]
    public void Open_ARepositoryThatAnotherCommandUses_IsRefused() =>
        Assert.Equal(TrustFailure.Store, Assert.Throws<TrustException>(() => RepositoryFolder.Open(_ceremony.Folder.Root, create: false)).Failure);
}

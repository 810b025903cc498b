using System.Text;
using System.Text.Json.Nodes;
using Edge.Releases.Tuf;

namespace Edge.Releases.Tests.Tuf;

/// <summary>The attacks of TUF 1.0.34 §1.5.2, one by one. After each, what was trusted before is trusted still, and the next honest update succeeds.</summary>
public sealed class AttackTests
{
    [Theory]
    [InlineData("root")]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task ArbitrarySoftware_ARoleSignedByAStranger_IsRefused(string role)
    {
        var repository = new ForgedRepository();
        using var client = new ForgedClient(repository);
        await client.RefreshAsync();
        List<ForgedKey> honest = repository.Signers[role];
        repository.Update("root");
        byte[] forged = repository.Sign(role, [new ForgedKey()]);
        string file = role == "timestamp" ? "timestamp.json" : $"2.{role}.json";
        byte[] real = repository.Files[file];
        repository.Files[file] = forged;

        TrustFailure failure = await client.RefusedAsync();

        // Snapshot and targets are pinned by the hash above them, which is checked before the signature.
        Assert.Contains(failure, role is "snapshot" or "targets" ? [TrustFailure.Mismatch, TrustFailure.TooLarge] : new[] { TrustFailure.NotSigned });
        Assert.Equal(1, client.Version(role));
        repository.Files[file] = real;
        await client.RefreshAsync();
        Assert.Equal(2, client.Version(role));
        Assert.Same(honest, repository.Signers[role]);
    }

    [Fact]
    public async Task ArbitrarySoftware_ATargetSubstituted_IsRefusedAndLeavesNothing()
    {
        var repository = new ForgedRepository();
        repository.AddTarget("targets", "model.onnx", "honest");
        repository.Update();
        using var client = new ForgedClient(repository);
        repository.Instead = name => name.EndsWith("model.onnx", StringComparison.Ordinal) ? new MemoryStream("wicked"u8.ToArray()) : null;

        TrustException refused = await Assert.ThrowsAsync<TrustException>(() => client.DownloadAsync("model.onnx"));

        Assert.Equal(TrustFailure.Mismatch, refused.Failure);
        Assert.Empty(client.FilesBesideTarget);
        repository.Instead = null;
        Assert.Equal("honest", await client.DownloadAsync("model.onnx"));
        repository.Instead = _ => throw new InvalidOperationException("asked again");
        Assert.Equal("honest", await File.ReadAllTextAsync(client.Target, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Rollback_AnOlderTimestamp_IsRefused()
    {
        var repository = new ForgedRepository();
        byte[] old = repository.Files["timestamp.json"];
        repository.Update();
        using var client = new ForgedClient(repository);
        await client.RefreshAsync();
        repository.Files["timestamp.json"] = old;

        Assert.Equal(TrustFailure.Rollback, await client.RefusedAsync());
        Assert.Equal(2, client.Version("timestamp"));
    }

    [Theory]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task Rollback_AnOlderRoleUnderANewTimestamp_IsRefused(string role)
    {
        var repository = new ForgedRepository();
        repository.Update();
        using var client = new ForgedClient(repository);
        await client.RefreshAsync();
        repository.SetVersion(role, 1);
        repository.SetVersion("timestamp", 3);
        if (role == "targets")
        {
            repository.SetVersion("snapshot", 3);
        }

        repository.PublishAll();

        Assert.Equal(TrustFailure.Rollback, await client.RefusedAsync());
        Assert.Equal(2, client.Version(role));
    }

    [Fact]
    public async Task Rollback_ARoleThatIsNoLongerListed_IsRefused()
    {
        var repository = new ForgedRepository();
        repository.Delegate("targets", "site", "site/*");
        repository.Update();
        using var client = new ForgedClient(repository);
        await client.RefreshAsync();
        repository.SetVersion("snapshot", 3);
        repository.SetVersion("timestamp", 3);
        repository.Signed.Remove("site");
        ((JsonObject)repository.Signed["snapshot"]["meta"]!).Remove("site.json");
        repository.PublishAll();

        Assert.Equal(TrustFailure.Rollback, await client.RefusedAsync());
    }

    [Theory]
    [InlineData("root")]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task Freeze_ARoleThatHasExpired_IsRefused(string role)
    {
        var repository = new ForgedRepository();
        using var client = new ForgedClient(repository);
        await client.RefreshAsync();
        repository.Signed[role]["expires"] = ForgedRepository.Past;
        repository.Update("root");

        Assert.Equal(TrustFailure.Freeze, await client.RefusedAsync());

        // §5.3.10: the root is trusted before its date counts; the others are not.
        Assert.Equal(role == "root" ? 2 : 1, client.Version(role));
        repository.Signed[role]["expires"] = ForgedRepository.Far;
        repository.Update("root");
        await client.RefreshAsync();
        Assert.Equal(3, client.Version(role));
    }

    [Fact]
    public async Task Freeze_TheSameTimestampForEver_IsRefusedOnceItExpires()
    {
        var repository = new ForgedRepository();
        var clock = new ManualClock();
        using var client = new ForgedClient(repository, clock: clock);
        await client.RefreshAsync();
        await client.RefreshAsync();
        clock.Advance(TimeSpan.FromDays(365));

        Assert.Equal(TrustFailure.Freeze, await client.RefusedAsync());
    }

    [Fact]
    public async Task FastForward_TimestampAndSnapshotKeysRotated_TheirVersionsStartAgain()
    {
        var repository = new ForgedRepository();
        using var client = new ForgedClient(repository);
        repository.SetVersion("timestamp", long.MaxValue);
        repository.SetVersion("snapshot", long.MaxValue - 1);
        repository.PublishAll();
        await client.RefreshAsync();
        Assert.Equal(long.MaxValue, client.Version("timestamp"));

        repository.Signers["timestamp"] = [new ForgedKey()];
        repository.Signers["snapshot"] = [new ForgedKey()];
        repository.SetVersion("root", 2);
        repository.SetVersion("timestamp", 1);
        repository.SetVersion("snapshot", 1);
        repository.PublishAll();
        await client.RefreshAsync();

        Assert.Equal(1, client.Version("timestamp"));
        Assert.Equal(1, client.Version("snapshot"));
    }

    [Fact]
    public async Task FastForward_WithoutRotation_TheOldVersionsAreRefused()
    {
        var repository = new ForgedRepository();
        using var client = new ForgedClient(repository);
        repository.SetVersion("timestamp", 900);
        repository.PublishAll();
        await client.RefreshAsync();
        repository.SetVersion("root", 2);
        repository.SetVersion("timestamp", 2);
        repository.PublishAll();

        Assert.Equal(TrustFailure.Rollback, await client.RefusedAsync());
    }

    [Fact]
    public async Task FastForward_CrashAfterTheRootAndBeforeTheRemoval_TheNextUpdateRecovers()
    {
        var repository = new ForgedRepository();
        using var client = new ForgedClient(repository);
        repository.SetVersion("timestamp", 900);
        repository.PublishAll();
        await client.RefreshAsync();
        byte[] timestamp = await File.ReadAllBytesAsync(Path.Combine(client.Trusted, "timestamp.json"), TestContext.Current.CancellationToken);

        // Only one of two keys goes, so that the old timestamp would still verify.
        var kept = new ForgedKey();
        var gone = new ForgedKey();
        repository.Signers["timestamp"].AddRange([kept, gone]);
        repository.SetVersion("root", 2);
        repository.SetVersion("timestamp", 901);
        repository.PublishAll();
        await client.RefreshAsync();
        repository.Signers["timestamp"].Remove(gone);
        repository.SetVersion("root", 3);
        repository.SetVersion("timestamp", 1);
        repository.PublishAll();
        await File.WriteAllBytesAsync(Path.Combine(client.Trusted, "root.json"), repository.Files["3.root.json"], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(client.Trusted, ".rotated"), [], TestContext.Current.CancellationToken);
        Assert.NotEmpty(timestamp);

        await client.RefreshAsync();

        Assert.Equal(1, client.Version("timestamp"));
        Assert.False(File.Exists(Path.Combine(client.Trusted, ".rotated")));
    }

    [Theory]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task MixAndMatch_AnotherFileOfTheRightVersion_IsRefused(string role)
    {
        var repository = new ForgedRepository();
        using var client = new ForgedClient(repository);
        repository.Signed[role]["expires"] = "2031-12-01T00:00:00Z";
        repository.Files[$"1.{role}.json"] = repository.Sign(role, repository.Signers[role]);

        // Longer than stated it is cut off, else its hash is another.
        Assert.Contains(await client.RefusedAsync(), new[] { TrustFailure.Mismatch, TrustFailure.TooLarge });
        Assert.Equal(0, client.Version(role));
    }

    [Theory]
    [InlineData("2.root.json")]
    [InlineData("timestamp.json")]
    [InlineData("1.snapshot.json")]
    [InlineData("1.targets.json")]
    public async Task EndlessData_InMetadata_IsCutAtTheLimit(string file)
    {
        var repository = new ForgedRepository();
        var endless = new EndlessStream();
        repository.Instead = name => name == file ? endless : null;
        using var client = new ForgedClient(repository);

        Assert.Equal(TrustFailure.TooLarge, await client.RefusedAsync());
        Assert.InRange(endless.Taken, 1, TufLimits.Default.TargetsSizeMaxBytes);
    }

    [Fact]
    public async Task EndlessData_InATarget_IsCutAtItsLength()
    {
        var repository = new ForgedRepository();
        repository.AddTarget("targets", "model.onnx", "honest");
        repository.Update();
        using var client = new ForgedClient(repository);
        var endless = new EndlessStream();
        repository.Instead = name => name.EndsWith("model.onnx", StringComparison.Ordinal) ? endless : null;

        TrustException refused = await Assert.ThrowsAsync<TrustException>(() => client.DownloadAsync("model.onnx"));

        Assert.Equal(TrustFailure.TooLarge, refused.Failure);
        Assert.InRange(endless.Taken, 1, 64 * 1024);
        Assert.Empty(client.FilesBesideTarget);
    }

    [Fact]
    public async Task SlowRetrieval_NotASingleByte_EndsAtTheStallTime()
    {
        var repository = new ForgedRepository();
        var clock = new ManualClock();
        var slow = new SlowStream(clock, TimeSpan.FromSeconds(25));
        repository.Instead = name => name == "timestamp.json" ? slow : null;
        using var client = new ForgedClient(repository, clock: clock);

        Assert.Equal(TrustFailure.TooSlow, await client.RefusedAsync());
        Assert.Equal(0, slow.Given);
    }

    [Fact]
    public async Task SlowRetrieval_AByteNowAndThen_EndsAtTheDeadline()
    {
        var repository = new ForgedRepository();
        var clock = new ManualClock();
        var slow = new SlowStream(clock, TimeSpan.FromSeconds(10));
        repository.Instead = name => name == "timestamp.json" ? slow : null;
        using var client = new ForgedClient(repository, clock: clock);

        Assert.Equal(TrustFailure.TooSlow, await client.RefusedAsync());

        // 30 seconds and one for 16 KiB.
        Assert.Equal(3, slow.Given);
    }

    [Fact]
    public async Task KeyCompromise_ARevokedTargetsKey_SignsNothingMore()
    {
        var repository = new ForgedRepository();
        using var client = new ForgedClient(repository);
        await client.RefreshAsync();
        ForgedKey stolen = repository.Signers["targets"][0];
        repository.Signers["targets"] = [new ForgedKey()];
        repository.Update("root");
        await client.RefreshAsync();

        repository.SetVersion("targets", 3);
        repository.SetVersion("snapshot", 3);
        repository.SetVersion("timestamp", 3);
        List<ForgedKey> honest = repository.Signers["targets"];
        repository.NameKeys();
        repository.Signers["targets"] = [stolen];
        JsonNode root = repository.Signed["root"].DeepClone();
        repository.PublishAll();
        repository.Signed["root"] = (JsonObject)root;
        repository.Publish("root");

        Assert.Equal(TrustFailure.NotSigned, await client.RefusedAsync());
        Assert.Equal(2, client.Version("targets"));
        Assert.Single(honest);
    }

    [Fact]
    public async Task KeyRotation_RootKeysReplaced_OnlyWithTheOldKeysConsent()
    {
        var repository = new ForgedRepository();
        using var client = new ForgedClient(repository);
        ForgedKey old = repository.Signers["root"][0];
        var young = new ForgedKey();
        repository.SetVersion("root", 2);
        repository.Signers["root"] = [young];
        repository.NameKeys();
        repository.Files["2.root.json"] = repository.Sign("root", [young]);
        Assert.Equal(TrustFailure.NotSigned, await client.RefusedAsync());
        Assert.Equal(1, client.Version("root"));

        repository.Files["2.root.json"] = repository.Sign("root", [young, old]);
        await client.RefreshAsync();
        Assert.Equal(2, client.Version("root"));
    }

    [Fact]
    public async Task Threshold_OneKeyUnderTwoIds_CountsOnce()
    {
        var repository = new ForgedRepository();
        ForgedKey key = repository.Signers["targets"][0];
        JsonObject twin = key.Public();
        twin["note"] = "the same key under another id";
        string twinId = Releases.Keys.TufKey.IdOf(System.Text.Json.JsonSerializer.SerializeToElement(twin));
        JsonObject root = repository.Signed["root"];
        root["version"] = 2;
        root["keys"]![twinId] = twin;
        root["roles"]!["targets"]!["threshold"] = 2;
        ((JsonArray)root["roles"]!["targets"]!["keyids"]!).Add(twinId);
        repository.Publish("root");
        JsonNode targets = JsonNode.Parse(repository.Files["1.targets.json"])!;
        var signatures = (JsonArray)targets["signatures"]!;
        signatures.Add(new JsonObject { ["keyid"] = twinId, ["sig"] = (string)signatures[0]!["sig"]! });
        repository.Files["1.targets.json"] = Encoding.UTF8.GetBytes(targets.ToJsonString());
        ((JsonObject)repository.Signed["snapshot"]["meta"]!)["targets.json"] = new JsonObject { ["version"] = 1 };
        repository.Publish("snapshot");
        ((JsonObject)repository.Signed["timestamp"]["meta"]!)["snapshot.json"] = new JsonObject { ["version"] = 1 };
        repository.Publish("timestamp");
        using var client = new ForgedClient(repository);

        Assert.Equal(TrustFailure.NotSigned, await client.RefusedAsync());
    }

    [Fact]
    public async Task Threshold_AKeyUnderAWrongId_SignsNothing()
    {
        var repository = new ForgedRepository();
        using var client = new ForgedClient(repository);
        JsonObject root = repository.Signed["root"];
        string id = repository.Signers["timestamp"][0].Id;
        root["version"] = 2;
        root["keys"]![id]!["note"] = "changes the id";
        repository.Publish("root");

        Assert.Equal(TrustFailure.NotSigned, await client.RefusedAsync());
        Assert.Equal(2, client.Version("root"));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("models/../../x")]
    [InlineData("models//x")]
    [InlineData("models/./x")]
    [InlineData("models\\..\\x")]
    [InlineData("models/x\0y")]
    [InlineData("")]
    public async Task PathTraversal_ATargetWithANameThatLeadsElsewhere_IsRefused(string path)
    {
        var repository = new ForgedRepository();
        repository.AddTarget("targets", path, "wicked");
        repository.Update();
        using var client = new ForgedClient(repository);

        TrustException refused = await Assert.ThrowsAsync<TrustException>(() => client.DownloadAsync(path));
        Assert.Equal(TrustFailure.Malformed, refused.Failure);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("timestamp")]
    public async Task PathTraversal_ADelegatedRoleNamedLikeATopLevelOne_IsRefused(string role)
    {
        var repository = new ForgedRepository();
        repository.Delegate("targets", "site", "*");
        ((JsonObject)repository.Signed["targets"]["delegations"]!["roles"]![0]!)["name"] = role;
        repository.Update();
        using var client = new ForgedClient(repository);

        Assert.Equal(TrustFailure.Malformed, await client.RefusedAsync());
        Assert.Equal(1, client.Version("root"));
    }

    [Fact]
    public async Task PathTraversal_ADelegatedRoleWithDotsAndSlashes_IsOneFileInTheFolder()
    {
        var repository = new ForgedRepository();
        repository.Delegate("targets", "../../site", "site/*");
        repository.AddTarget("../../site", "site/a", "content");
        repository.Update();
        using var client = new ForgedClient(repository);

        Assert.Equal("content", await client.DownloadAsync("site/a"));
        Assert.Contains("..%2F..%2Fsite.json", Directory.GetFiles(client.Trusted).Select(file => Path.GetFileName(file)));
    }
}

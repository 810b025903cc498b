using Edge.Contracts;
using Edge.Runtime.Releases;

namespace Edge.Runtime.Tests.Releases;

public sealed class ModelStoreTests : IDisposable
{
    private readonly TestAppliance _appliance = new();

    private ModelStore Models => _appliance.Get<ModelStore>();

    [Fact]
    public void Active_Release_HasTheDigestOfItsFiles()
    {
        string directory = _appliance.AddRelease("segmenter", UnitKind.Series);
        ModelRelease release = Models.Active("segmenter").Release!;
        Assert.Equal((ReleaseDigest.Compute(directory), directory, "1.0.0"), (release.Digest, release.Directory, release.Version));
    }

    [Fact]
    public void Active_FileChanged_IsHashedAgain()
    {
        string directory = _appliance.AddRelease("segmenter", UnitKind.Series);
        string before = Models.Active("segmenter").Release!.Digest;
        File.WriteAllText(Path.Combine(directory, "model.onnx"), "other weights");
        Assert.NotEqual(before, Models.Active("segmenter").Release!.Digest);
    }

    [Fact]
    public void Active_PointerMoves_OtherVersionServes()
    {
        _appliance.AddRelease("segmenter", UnitKind.Series);
        Assert.Equal("1.0.0", Models.Active("segmenter").Version);
        _appliance.AddRelease("segmenter", UnitKind.Series, version: "1.1.0");
        Assert.Equal("1.1.0", Models.Active("segmenter").Version);
        Assert.NotNull(Models.Release("segmenter", "1.0.0").Release);
    }

    [Theory]
    [InlineData("absent")]
    [InlineData("../segmenter")]
    [InlineData("")]
    public void Active_NoSuchModel_SaysWhy(string name)
    {
        _appliance.AddRelease("segmenter", UnitKind.Series);
        ModelState state = Models.Active(name);
        Assert.Null(state.Release);
        Assert.NotNull(state.Problem);
    }

    [Theory]
    [InlineData("{\"active\": \"../../outside\", \"lastKnownGood\": null}", "is no version")]
    [InlineData("{\"active\": \"9.9.9\", \"lastKnownGood\": null}", "9.9.9 cannot be read")]
    [InlineData("{\"active\": 1}", "pointer.json is not valid")]
    public void Active_BadPointer_SaysWhy(string content, string reason)
    {
        _appliance.AddRelease("segmenter", UnitKind.Series);
        File.WriteAllText(Path.Combine(_appliance.Config.Models.Directory, "segmenter", "pointer.json"), content);
        Assert.Contains(reason, Models.Active("segmenter").Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"name\":\"segmenter\"", "\"name\":\"other\"", "its manifest says other 1.0.0")]
    [InlineData("\"schemaVersion\":1", "\"schemaVersion\":2", "schema version 2")]
    [InlineData("\"preprocess\":[]", "\"preprocess\":[{\"step\":\"unknown-step\"}]", "manifest.json is not valid")]
    [InlineData("\"preprocess\":[]", "\"preprocess\":[{}]", "manifest.json is not valid")]
    public void Active_BadManifest_SaysWhy(string text, string replaced, string reason)
    {
        string manifest = Path.Combine(_appliance.AddRelease("segmenter", UnitKind.Series), ModelManifest.FileName);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(text, replaced, StringComparison.Ordinal));
        Assert.Contains(reason, Models.Active("segmenter").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Active_Suspended_DoesNotServeAndServesAgainWhenThatIsTakenBack()
    {
        _appliance.AddRelease("segmenter", UnitKind.Series);
        string suspended = Path.Combine(_appliance.Config.Models.Directory, SuspendedReleases.FileName);
        File.WriteAllText(suspended, """{"releases":[{"model":"segmenter","version":"1.0.0","reason":"Misses lesions."}]}""");
        Assert.Contains("suspended by central operations: Misses lesions.", Models.Active("segmenter").Problem, StringComparison.Ordinal);
        Assert.Null(Models.Active("segmenter").Release);

        File.WriteAllText(suspended, """{"releases":[]}""");
        Assert.NotNull(Models.Active("segmenter").Release);
    }

    [Fact]
    public void Active_ListOfSuspendedCannotBeRead_DoesNotServe()
    {
        _appliance.AddRelease("segmenter", UnitKind.Series);
        File.WriteAllText(Path.Combine(_appliance.Config.Models.Directory, SuspendedReleases.FileName), "{");
        Assert.Contains("suspended.json is not valid", Models.Active("segmenter").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void List_Store_HasEveryModelWithAPointer()
    {
        _appliance.AddRelease("b", UnitKind.Series);
        _appliance.AddRelease("a", UnitKind.Instance);
        Directory.CreateDirectory(Path.Combine(_appliance.Config.Models.Directory, "not-a-model"));
        Assert.Equal(["a", "b"], Models.List().Select(model => model.Name));
    }

    public void Dispose() => _appliance.Dispose();
}

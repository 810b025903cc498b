namespace Edge.Releases.Tests.Repository;

/// <summary>What we publish, read by others.</summary>
public sealed class PeerReaderTests : IDisposable
{
    private const string Expected = "models/chest/1.0.0/golden/1.dcm\nmodels/chest/1.0.0/manifest.json\n";

    // The peers judge by the real time.
    private readonly Ceremony _ceremony = new(TimeProvider.System);

    public PeerReaderTests()
    {
        _ceremony.SignAndPublish();
        _ceremony.Work.Rotate("root", [], [_ceremony.Root[2].Id], null);
        _ceremony.AddRelease("1.0.0");
        _ceremony.SignAndPublish();
    }

    public void Dispose() => _ceremony.Dispose();

    [Fact]
    public async Task Publish_ReadByPythonAlone_EverySignatureAndHashHolds()
    {
        (int exitCode, string output, string errors) = await Peer.PythonAsync("tuf_peer.py", "", _ceremony.Folder.Public);

        Assert.True(exitCode == 0, errors);
        Assert.Equal("root 2\ntimestamp 2\nsnapshot 2\ntargets 2\n" + Expected, output);
    }

    [Fact]
    public async Task Publish_ReadByPythonTuf_EveryTargetIsDownloaded()
    {
        string folder = Environment.GetEnvironmentVariable("EDGE_PYTHON_TUF") ?? "";
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(folder, "python-tuf")),
            "EDGE_PYTHON_TUF names no folder with checkouts of theupdateframework/python-tuf and secure-systems-lab/securesystemslib.");
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "python_tuf.py");
        (int exitCode, string output, string errors) = await Peer.RunAsync(
            "/usr/bin/env", "", $"PYTHONPATH={folder}/python-tuf:{folder}/securesystemslib", "/usr/bin/python3", script, _ceremony.Folder.Public);

        Assert.True(exitCode == 0, errors);
        Assert.Equal(Expected, output);
    }
}

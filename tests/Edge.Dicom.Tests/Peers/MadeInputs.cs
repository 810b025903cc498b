using Edge.Dicom.Tests.Network;

namespace Edge.Dicom.Tests.Peers;

/// <summary>Files of every syntax and character set that pydicom makes for the test, so that it needs no other material.</summary>
public sealed class MadeInputs : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private MadeInputs()
    {
    }

    public IReadOnlyList<string> Files { get; private set; } = [];

    public static async Task<MadeInputs> CreateAsync()
    {
        var inputs = new MadeInputs();
        string printed = await PeerScript.RunAsync("make_inputs.py", [], inputs._folder.Path);
        inputs.Files = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(inputs.Files.Count, 30, 100);
        return inputs;
    }

    public void Dispose() => _folder.Dispose();
}

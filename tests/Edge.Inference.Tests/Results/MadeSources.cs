using System.Text.Json;

namespace Edge.Inference.Tests.Results;

/// <summary>The sources that object_sources.py makes, once for all tests of a class.</summary>
public sealed class MadeSources : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = TestFolders.CreateTemporary();
    private readonly Dictionary<string, IReadOnlyList<string>> _files = [];

    /// <summary>Files of a source.</summary>
    public IReadOnlyList<string> this[string name] => _files[name];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        string lines = await ResultScript.RunAsync("object_sources.py", _folder.Path);
        foreach (string line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using JsonDocument source = JsonDocument.Parse(line);
            _files[source.RootElement.GetProperty("name").GetString()!] =
                [.. source.RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)];
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

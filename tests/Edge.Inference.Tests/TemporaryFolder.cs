namespace Edge.Inference.Tests;

/// <summary>A folder that is removed with its content.</summary>
internal sealed record TemporaryFolder(string Path) : IDisposable
{
    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Folder(string name) => Directory.CreateDirectory(File(name)).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

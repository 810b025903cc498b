namespace Edge.Ctl.Offline;

/// <summary>An empty folder that is removed with its content.</summary>
internal sealed class ScratchFolder : IDisposable
{
    /// <summary>Its absolute path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("edgectl-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}

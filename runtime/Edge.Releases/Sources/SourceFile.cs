namespace Edge.Releases.Sources;

/// <summary>A file of a source that was opened.</summary>
/// <param name="content">Its bytes from <paramref name="offsetBytes"/> on.</param>
/// <param name="offsetBytes">Where they begin: what was asked for, or 0 where the source cannot go on there or has another file now.</param>
/// <param name="validator">To be shown when reading is to go on; null: the source gives none.</param>
public sealed class SourceFile(Stream content, long offsetBytes, string? validator) : IAsyncDisposable
{
    /// <summary>Its bytes from <see cref="OffsetBytes"/> on.</summary>
    public Stream Content { get; } = content;

    /// <summary>Where they begin.</summary>
    public long OffsetBytes { get; } = offsetBytes;

    /// <summary>To be shown when reading is to go on; null: the source gives none.</summary>
    public string? Validator { get; } = validator;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

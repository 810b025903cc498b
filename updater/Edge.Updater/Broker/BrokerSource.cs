using Edge.Releases;
using Edge.Releases.Sources;

namespace Edge.Updater.Broker;

/// <summary>The releases' tree behind a broker, where <c>edgectl repo serve</c> answers.</summary>
/// <param name="port">The way to the broker.</param>
/// <param name="folder">Folder of the tree: metadata or targets.</param>
/// <param name="time">Measures how long a block does not come.</param>
internal sealed class BrokerSource(BlockPort port, string folder, TimeProvider time) : IReleaseSource
{
    /// <inheritdoc/>
    public async Task<SourceFile> OpenAsync(IReadOnlyList<string> path, SourcePosition from, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(from);
        if (port.Down is { } down)
        {
            throw new TrustException(TrustFailure.Unreachable, down);
        }

        var stream = new BlockStream(port, [folder, .. path], from.OffsetBytes, time);
        try
        {
            return new SourceFile(stream, await stream.BeginAsync(cancellation), validator: null);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}

using Edge.Contracts;

namespace Edge.Inference.Pipeline;

/// <summary>A release that passed every gate and serves, with the buffers that its jobs share.</summary>
/// <param name="Identity">Its name, version and digests.</param>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Network">Its session.</param>
/// <param name="Engine">What runs it, and why nothing better does.</param>
/// <param name="Image">Buffers of the image that flows through it.</param>
internal sealed record LoadedModel(ModelIdentity Identity, ModelManifest Manifest, Network Network, EngineUsed Engine, PipelineImage Image) : IDisposable
{
    /// <summary>Where engines of higher rungs would lie that were not there yet; one that appears has the release loaded again.</summary>
    public IReadOnlyList<string> BetterEngines { get; init; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
        Image.Dispose();
    }
}

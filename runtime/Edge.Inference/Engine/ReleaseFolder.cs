using Edge.Contracts;

namespace Edge.Inference.Engine;

/// <summary>A release whose files and manifest were found sound.</summary>
/// <param name="Directory">Where it lies.</param>
/// <param name="Identity">Its name, version and digests.</param>
/// <param name="Manifest">Its manifest.</param>
internal sealed record ReleaseFolder(string Directory, ModelIdentity Identity, ModelManifest Manifest)
{
    /// <summary>The network.</summary>
    public string ModelPath => Path.Combine(Directory, "model.onnx");
}

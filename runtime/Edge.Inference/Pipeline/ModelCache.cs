using System.Diagnostics.CodeAnalysis;
using Edge.Contracts;
using Edge.Inference.Engine;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Pipeline;

/// <summary>Releases that serve, by digest, so that a session is made once and not for each job. The least recently used is dropped.</summary>
internal sealed class ModelCache(ModelLoader loader) : IDisposable
{
    /// <summary>Most releases kept loaded; a site runs a few.</summary>
    private const int ModelCountMax = 4;

    /// <summary>Most refusals remembered.</summary>
    private const int RefusalCountMax = 64;

    private readonly LinkedList<LoadedModel> _models = [];
    private readonly Dictionary<string, (ModelIdentity Identity, string Reason)> _refusals = new(StringComparer.Ordinal);

    /// <summary>The release with this digest, loaded now or before.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="digest">Its digest.</param>
    /// <param name="identity">Receives what is known of it.</param>
    /// <param name="refusal">Why it does not serve, or null.</param>
    /// <param name="loading">Told before a release is loaded; not told of one that is loaded or refused already.</param>
    /// <param name="cancellationToken">The deadline of loading.</param>
    /// <exception cref="IOException">Its files cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Its files may not be read.</exception>
    /// <exception cref="OnnxRuntimeException">The session could not be made or run; the next call tries again.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed; the next call tries again.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The cache owns what serves, and what does not is disposed here.")]
    public LoadedModel? Get(
        string directory, string digest, out ModelIdentity identity, out string? refusal, Action loading, CancellationToken cancellationToken)
    {
        for (LinkedListNode<LoadedModel>? node = _models.First; node is not null; node = node.Next)
        {
            if (string.Equals(node.Value.Identity.Digest, digest, StringComparison.OrdinalIgnoreCase))
            {
                _models.Remove(node);
                _models.AddFirst(node);
                (identity, refusal) = (node.Value.Identity, null);
                return node.Value.BetterEngines.Any(Directory.Exists) ? Climb(directory, node, loading, cancellationToken) : node.Value;
            }
        }

        if (_refusals.TryGetValue(digest, out (ModelIdentity Identity, string Reason) known))
        {
            (identity, refusal) = known;
            return null;
        }

        loading();
        LoadedModel? model = loader.Load(directory, digest, out identity, out refusal, cancellationToken);
        if (model is null)
        {
            Remember(digest, identity, refusal!);
            return null;
        }

        _models.AddFirst(model);
        if (_models.Count > ModelCountMax)
        {
            _models.Last!.Value.Dispose();
            _models.RemoveLast();
        }

        return model;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (LoadedModel model in _models)
        {
            model.Dispose();
        }

        _models.Clear();
    }

    /// <summary>Loads a release again because a better engine was built meanwhile. What serves goes on where that does not succeed, and it is not tried again.</summary>
    private LoadedModel Climb(string directory, LinkedListNode<LoadedModel> node, Action loading, CancellationToken cancellationToken)
    {
        LoadedModel before = node.Value;
        loading();
        LoadedModel? better = null;
        try
        {
            better = loader.Load(directory, before.Identity.Digest, out _, out _, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OnnxRuntimeException or NoRungException or OperationCanceledException)
        {
            Console.Error.WriteLine($"edge-inference: {before.Identity.Name} stays on {before.Engine.Rung}: {exception.Message}");
        }

        node.Value = better ?? (before with { BetterEngines = [] });
        if (better is not null)
        {
            before.Dispose();
        }

        return node.Value;
    }

    /// <summary>
    /// A refusal holds for these very bytes; what may pass is an exception of the loader and never comes here. Files that changed are looked at again, since their digest is not the one asked for.
    /// </summary>
    private void Remember(string digest, ModelIdentity identity, string reason)
    {
        if (identity.ManifestSha256 is null)
        {
            return;
        }

        if (_refusals.Count >= RefusalCountMax)
        {
            _refusals.Clear();
        }

        _refusals[digest] = (identity, reason);
    }
}

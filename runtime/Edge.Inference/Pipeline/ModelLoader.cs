using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Edge.Contracts;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Pipeline;

/// <summary>
/// Takes a release through the gates in front of serving, in this order: its files have the digest that was recorded, its manifest is sound, a rung of
/// the ladder is allowed, the session is made, the network warms up, the golden cases agree.
/// </summary>
internal sealed class ModelLoader(EngineSettings settings)
{
    /// <summary>Largest manifest, in bytes.</summary>
    private const long ManifestBytesMax = 4 * 1024 * 1024;

    private const string ModelFileName = "model.onnx";
    private const string CpuRung = "cpu";

    /// <summary>True: only a release whose golden cases agree is loaded. False for looking at those cases themselves.</summary>
    public bool ChecksGoldenCases { get; init; } = true;

    /// <summary>Identity of a release whose manifest could not be read: what its directory is called.</summary>
    public static ModelIdentity NameOnly(string directory, string digest)
    {
        string version = Path.GetFileName(Path.TrimEndingDirectorySeparator(directory));
        string name = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(directory))) ?? string.Empty;
        return new ModelIdentity(name, version, digest, ManifestSha256: null);
    }

    /// <summary>Loads a release.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="digest">The digest it must have.</param>
    /// <param name="identity">Receives what is known of it, whatever happens.</param>
    /// <param name="refusal">Why these very files do not serve, or null.</param>
    /// <param name="cancellationToken">The deadline of loading.</param>
    /// <exception cref="IOException">Its files cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Its files may not be read.</exception>
    /// <exception cref="OnnxRuntimeException">The session could not be made or run, for a reason that may pass.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The cache owns what serves, and what does not is disposed here.")]
    public LoadedModel? Load(string directory, string digest, out ModelIdentity identity, out string? refusal, CancellationToken cancellationToken)
    {
        identity = NameOnly(directory, digest);

        // 1. The files are the ones that were committed.
        string found = ReleaseDigest.Compute(directory);
        if (!string.Equals(found, digest, StringComparison.OrdinalIgnoreCase))
        {
            refusal = $"The model's files have changed: their digest is {found} and {digest} was recorded. Install the release again.";
            return null;
        }

        // 2. The manifest.
        if (ReadManifest(directory, out byte[] manifestBytes, out refusal) is not { } manifest)
        {
            return null;
        }

        identity = new ModelIdentity(manifest.Name, manifest.Version, digest, Convert.ToHexStringLower(SHA256.HashData(manifestBytes)));
        if (ManifestCheck.FirstProblem(manifest) is { } problem)
        {
            refusal = $"The model's manifest is not sound: {problem} Ask the maker for another release.";
            return null;
        }

        // 3. The rung.
        if (!manifest.Engine.Rungs.Contains(CpuRung) || !settings.Rungs.Contains(CpuRung))
        {
            refusal = $"No rung fits: the model allows {string.Join(", ", manifest.Engine.Rungs)}, the device {string.Join(", ", settings.Rungs)}, "
                + "and this build has cpu. Add a rung to inference.rungs or install another release.";
            return null;
        }

        // 4. The session.
        var network = Network.Create(Path.Combine(directory, ModelFileName), manifest, settings, out refusal);
        if (network is null)
        {
            return null;
        }

        var engine = new EngineUsed(CpuRung, RefusedRungs(manifest), OrtEnv.Instance().GetVersionString(), settings.Threads);
        var model = new LoadedModel(identity, manifest, network, engine, new PipelineImage());

        // 5. Warm-up and golden cases. They may throw, and a session holds threads and memory outside the garbage collector's sight.
        bool serves = false;
        try
        {
            refusal = ChecksGoldenCases ? GoldenCheck.FirstDifference(directory, model, cancellationToken) : null;
            serves = refusal is null;
            return serves ? model : null;
        }
        finally
        {
            if (!serves)
            {
                model.Dispose();
            }
        }
    }

    private static ModelManifest? ReadManifest(string directory, out byte[] bytes, out string? refusal)
    {
        string path = Path.Combine(directory, ModelManifest.FileName);
        bytes = [];
        if (!File.Exists(path) || new FileInfo(path).Length > ManifestBytesMax)
        {
            refusal = $"The model has no {ModelManifest.FileName} of at most {ManifestBytesMax} bytes. Install the release again.";
            return null;
        }

        bytes = File.ReadAllBytes(path);
        try
        {
            refusal = null;
            return JsonSerializer.Deserialize(bytes, EdgeJson.Default.ModelManifest) ?? throw new JsonException("It is null.");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            refusal = $"The model's manifest cannot be read: {exception.Message} Ask the maker for another release.";
            return null;
        }
    }

    /// <summary>Rungs that model and device both want before the CPU, and why they were not taken.</summary>
    private List<RefusedRung> RefusedRungs(ModelManifest manifest)
    {
        string providers = string.Join(", ", OrtEnv.Instance().GetAvailableProviders());
        return
        [
            .. settings.Rungs
                .TakeWhile(rung => rung != CpuRung)
                .Where(manifest.Engine.Rungs.Contains)
                .Select(rung => new RefusedRung(rung, $"This ONNX Runtime was built with {providers} only.")),
        ];
    }
}

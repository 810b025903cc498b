using System.Globalization;
using System.Text.Json;
using Edge.Contracts;
using Edge.Releases.Keys;
using Edge.Releases.ModelSigning;
using Edge.Releases.Offers;
using Edge.Releases.Repository;
using Edge.Releases.Tests;

namespace Edge.Updater.Tests;

/// <summary>Central operations: keys, a repository, and releases of a model made out of the sample.</summary>
internal sealed class Operations : IDisposable
{
    public const string Model = "phantom-radiograph";

    private readonly SigningKey[] _root = [SigningKey.Create(EcdsaCurve.P256), SigningKey.Create(EcdsaCurve.P256)];
    private readonly SigningKey _targets = SigningKey.Create(EcdsaCurve.P256);
    private readonly SigningKey _online = SigningKey.Create(EcdsaCurve.P256);
    private readonly SigningKey _release = SigningKey.Create(EcdsaCurve.P256);
    private readonly TestFolder _files;
    private readonly TimeProvider _clock;
    private readonly RepositoryFolder _folder;
    private readonly ReleaseRepository _work;

    public Operations(TestFolder files, TimeProvider clock)
    {
        _files = files;
        _clock = clock;
        _folder = RepositoryFolder.Open(files.At("repo"), create: true);
        _work = new ReleaseRepository(_folder, clock);
        _work.Initialize(
            new Dictionary<string, IReadOnlyList<string>>
            {
                ["root"] = [.. _root.Select(key => key.PublicPem)],
                ["targets"] = [_targets.PublicPem],
                ["snapshot"] = [_online.PublicPem],
                ["timestamp"] = [_online.PublicPem],
            },
            new Dictionary<string, int> { ["root"] = 2, ["targets"] = 1, ["snapshot"] = 1, ["timestamp"] = 1 });
        files.Write("release-key.pub", _release.PublicPem);
        Publish();
    }

    /// <summary>How releases but the first are compared with the one that serves; null: they are not.</summary>
    public ShadowPlan? Shadow { get; set; }

    /// <summary>How far outputs of releases but the first may move against the release before; null: they are not judged by them.</summary>
    public double? DriftMax { get; set; }

    /// <summary>What devices see.</summary>
    public string Tree => _folder.Public;

    public string FirstRoot => Path.Combine(Tree, "metadata", "1.root.json");

    public string ReleaseKey => _files.At("release-key.pub");

    /// <summary>Makes a release folder: the manifest of the sample with another version, and a network of a few bytes that differ with the version.</summary>
    public string MakeRelease(string version)
    {
        string manifest = File.ReadAllText(Path.Combine(Repository(), "tools", "models", "releases", Model, "1.0.0", ModelManifest.FileName));
        if (Shadow is not null && version != "1.0.0")
        {
            manifest = manifest.Replace("\"monitor\":", $"\"shadow\": {JsonSerializer.Serialize(Shadow, EdgeJson.Default.ShadowPlan)},\n  \"monitor\":", StringComparison.Ordinal);
        }

        if (DriftMax is { } most && version != "1.0.0")
        {
            manifest = manifest.Replace("\"monitor\": {", string.Create(CultureInfo.InvariantCulture, $"\"monitor\": {{ \"driftMax\": {most},"), StringComparison.Ordinal);
        }

        string folder = $"release-{version}";
        _files.Write($"{folder}/{ModelManifest.FileName}", manifest.Replace("\"version\": \"1.0.0\"", $"\"version\": \"{version}\"", StringComparison.Ordinal));
        _files.Write($"{folder}/model.onnx", $"network of {version}");
        _files.Write($"{folder}/golden/cases.json", "{}");
        return _files.At(folder);
    }

    public void Sign(string folder, SigningKey? key = null) =>
        ModelSignature.Sign(folder, Path.Combine(folder, ModelSignature.FileName), new ModelSigner(key ?? _release), []);

    /// <summary>Adds a release that is signed, or whatever lies in the folder, for this device.</summary>
    public void Offer(string version, string? folder = null, Func<ReleaseOffer, ReleaseOffer>? change = null)
    {
        if (folder is null)
        {
            folder = MakeRelease(version);
            Sign(folder);
        }

        var terms = new ReleaseOffer(Model, version, 1, null, new Version(0, 0), "Better edges.", ["site/*"], null);
        _work.AddRelease(folder, change?.Invoke(terms) ?? terms);
        Publish();
    }

    /// <summary>Lets others command devices.</summary>
    public void NameCommanders(IEnumerable<string> add, IEnumerable<string> removeIds, int? threshold = null)
    {
        _work.ChangeCommanders(add, removeIds, threshold);
        Publish();
    }

    public void Change(string version, Func<ReleaseOffer, ReleaseOffer> change)
    {
        _work.ChangeOffer(Model, version, change);
        Publish();
    }

    public void Dispose()
    {
        _folder.Dispose();
        Array.ForEach(_root, key => key.Dispose());
        _targets.Dispose();
        _online.Dispose();
        _release.Dispose();
    }

    public void Publish()
    {
        if (_work.States().Single(state => state.Role == "root").StagedVersion is not null)
        {
            _work.Sign("root", _root[0]);
            _work.Sign("root", _root[1]);
        }

        if (_work.States().Single(state => state.Role == "targets").StagedVersion is not null)
        {
            _work.Sign("targets", _targets);
        }

        new RepositoryPublisher(_folder, _clock).Publish([_online], [_online]);
    }

    private static string Repository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Edge.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not lie in the repository.");
    }
}

using System.Collections.Concurrent;
using System.Text;
using Edge.Contracts;

namespace Edge.Runtime.Releases;

/// <summary>
/// Reads the model store: <c>STORE/name/pointer.json</c> names the active version, <c>STORE/name/version/</c> is its release. The runtime
/// never writes it. A release is hashed once and again only when the size or time of one of its files changed.
/// </summary>
/// <param name="directory">Absolute path of the store.</param>
internal sealed class ModelStore(string directory)
{
    /// <summary>Models listed at most.</summary>
    public const int ModelCountMax = 256;

    private const int NameLengthMax = 64;

    private readonly ConcurrentDictionary<(string Name, string Version), (string Stamp, ModelState State)> _known = new();

    /// <summary>Absolute path of the store.</summary>
    public string Directory => directory;

    /// <summary>The active release of a model, or why it cannot serve. Never throws for what lies in the store.</summary>
    public ModelState Active(string name)
    {
        if (!IsName(name))
        {
            return new ModelState(name, null, null, $"'{name}' is no model name (1 to {NameLengthMax} of a-z, 0-9, -)");
        }

        try
        {
            ModelPointer pointer = ReleaseFiles.ReadPointer(Path.Combine(directory, name, ModelPointer.FileName));
            return Release(name, pointer.Active);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ModelState(name, null, null, $"no release of it is active in the model store ({exception.Message})");
        }
    }

    /// <summary>A version of a model, active or not, or why it cannot be read. Never throws for what lies in the store.</summary>
    public ModelState Release(string name, string version)
    {
        string release = Path.Combine(directory, name, version);
        if (!IsName(name) || Path.GetFileName(release) != version || version is "" or "." or "..")
        {
            return new ModelState(name, version, null, $"'{version}' is no version");
        }

        try
        {
            string stamp = StampOf(release);
            if (!_known.TryGetValue((name, version), out (string Stamp, ModelState State) known) || known.Stamp != stamp)
            {
                known = (stamp, new ModelState(name, version, ReleaseFiles.Load(name, version, release), null));
                _known[(name, version)] = known;
            }

            // A file that cannot be read stops every model: what was withdrawn must not run because nobody knows of it.
            return ReleaseFiles.ReadSuspended(directory).FirstOrDefault(suspended => suspended.Model == name && suspended.Version == version) is { } withdrawn
                ? known.State with { Release = null, Problem = $"version {version} was suspended by central operations: {withdrawn.Reason}" }
                : known.State;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ModelState(name, version, null, $"version {version} cannot be read ({exception.Message})");
        }
    }

    /// <summary>Every model in the store by name, at most <see cref="ModelCountMax"/>; empty when the store cannot be read.</summary>
    public IReadOnlyList<ModelState> List()
    {
        try
        {
            return [.. System.IO.Directory.EnumerateDirectories(directory)
                .Where(model => File.Exists(Path.Combine(model, ModelPointer.FileName)))
                .Select(model => Path.GetFileName(model))
                .Order(StringComparer.Ordinal)
                .Take(ModelCountMax)
                .Select(Active)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameLengthMax && name.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    private static string StampOf(string release)
    {
        var stamp = new StringBuilder();
        foreach (FileInfo file in new DirectoryInfo(release)
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Take(ReleaseDigest.FileCountMax + 1)
            .OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            stamp.Append(file.FullName).Append('|').Append(file.Length).Append('|').Append(file.LastWriteTimeUtc.Ticks).Append('\n');
        }

        return stamp.ToString();
    }
}

using Edge.Releases.Storage;
using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Repository;

/// <summary>
/// A repository on the machine of central operations: <c>public/</c> is what devices see, <c>staged/</c> holds next versions that are not signed by
/// enough keys yet. Never two commands at a time.
/// </summary>
public sealed class RepositoryFolder : IDisposable
{
    internal const string MetadataName = "metadata";
    internal const string TargetsName = "targets";

    private const string PublicName = "public";
    private const string StagedName = "staged";
    private const string LockName = ".lock";
    private const string SettingsName = "settings.json";

    private readonly FileStream _lock;

    private RepositoryFolder(string root, FileStream owner)
    {
        Root = root;
        _lock = owner;
    }

    /// <summary>The folder itself.</summary>
    public string Root { get; }

    /// <summary>What devices see: <c>metadata/</c> and <c>targets/</c>.</summary>
    public string Public => Path.Combine(Root, PublicName);

    internal string Settings => Path.Combine(Root, SettingsName);

    /// <summary>Opens a repository.</summary>
    /// <param name="root">Its folder.</param>
    /// <param name="create">Whether to make a new one; then there must be none.</param>
    /// <exception cref="TrustException">There is none, there is one already, or another command uses it.</exception>
    public static RepositoryFolder Open(string root, bool create)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        bool exists = File.Exists(Path.Combine(root, SettingsName));
        if (exists == create)
        {
            throw new TrustException(TrustFailure.Store, exists ? $"'{root}' is a repository already." : $"'{root}' is no repository. Make one: edgectl repo init.");
        }

        try
        {
            Directory.CreateDirectory(Path.Combine(root, StagedName));
            Directory.CreateDirectory(Path.Combine(root, PublicName, MetadataName));
            Directory.CreateDirectory(Path.Combine(root, PublicName, TargetsName));
            return new RepositoryFolder(root, new FileStream(Path.Combine(root, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TrustException(TrustFailure.Store, $"The repository '{root}' cannot be used, or another command is using it: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>Path of a target's file, under the name that consistent snapshots give it.</summary>
    internal string TargetFile(string path, string hash)
    {
        int slash = path.LastIndexOf('/');
        return Path.Combine(Public, TargetsName, path[..(slash + 1)] + hash + "." + path[(slash + 1)..]);
    }

    /// <summary>The next version of a role, as staged; null when nothing is.</summary>
    internal MetadataDraft? Staged(string role) => Load(StagedFile(role), role);

    /// <summary>The version of a role that is published last; null when none is.</summary>
    internal MetadataDraft? Published(string role)
    {
        string file = RoleNames.FileOf(role);
        if (role == RoleNames.Timestamp)
        {
            return Load(Path.Combine(Public, MetadataName, file), role);
        }

        long version = Directory.GetFiles(Path.Combine(Public, MetadataName), $"*.{file}")
            .Select(path => long.TryParse(Path.GetFileName(path)[..^(file.Length + 1)], out long number) ? number : 0)
            .DefaultIfEmpty()
            .Max();
        return version == 0 ? null : Load(PublicFile(role, version), role);
    }

    /// <summary>Stages a role; durable on return.</summary>
    internal void Stage(string role, MetadataDraft draft) => DurableFile.Replace(StagedFile(role), draft.Write());

    /// <summary>Publishes a role under its version, timestamp under its plain name; durable on return.</summary>
    internal void Publish(string role, MetadataDraft draft) => DurableFile.Replace(
        role == RoleNames.Timestamp ? Path.Combine(Public, MetadataName, RoleNames.FileOf(role)) : PublicFile(role, draft.Version), draft.Write());

    /// <summary>Forgets what is staged of a role.</summary>
    internal void Unstage(string role) => DurableFile.Delete(StagedFile(role));

    private string StagedFile(string role) => Path.Combine(Root, StagedName, RoleNames.FileOf(role));

    private string PublicFile(string role, long version) => Path.Combine(Public, MetadataName, FormattableString.Invariant($"{version}.{RoleNames.FileOf(role)}"));

    private static MetadataDraft? Load(string path, string role) => File.Exists(path) ? MetadataDraft.Read(File.ReadAllBytes(path), RoleNames.FileOf(role)) : null;
}

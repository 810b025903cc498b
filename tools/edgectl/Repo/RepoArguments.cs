using System.CommandLine;
using Edge.Releases.Repository;

namespace Edge.Ctl.Repo;

/// <summary>Arguments that the verbs of <c>edgectl repo</c> share.</summary>
internal static class RepoArguments
{
    /// <summary>The repository.</summary>
    public static Argument<string> Repository() => new("REPO") { Description = "Folder of the repository." };

    /// <summary>Name of a model.</summary>
    public static Argument<string> Model() => new("MODEL") { Description = "Name of the model." };

    /// <summary>Version of a model.</summary>
    public static Argument<string> Version() => new("VERSION") { Description = "Version of the model." };

    /// <summary>A role.</summary>
    public static Argument<string> Role(params string[] roles)
    {
        Argument<string> role = new("ROLE") { Description = $"One of {string.Join(", ", roles)}." };
        return role.AcceptOnlyFromAmong(roles);
    }

    /// <summary>Works on a repository that exists.</summary>
    public static T With<T>(string root, Func<ReleaseRepository, T> work)
    {
        using RepositoryFolder folder = RepositoryFolder.Open(root, create: false);
        return work(new ReleaseRepository(folder, TimeProvider.System));
    }

    /// <summary>What to do next, after something was staged.</summary>
    public static void SayNext(string root, string role) =>
        Console.WriteLine($"Staged. Have it signed (edgectl repo sign {root} {role} --key KEY), then publish.");
}

using System.CommandLine;
using Edge.Ctl.Release;
using Edge.Ctl.Repo.Serve;

namespace Edge.Ctl.Repo;

/// <summary><c>edgectl repo</c>: the repository that devices take releases from.</summary>
internal static class RepoCommand
{
    public static Command Create()
    {
        var keys = new KeyFile();
        return new Command("repo", "The repository of signed releases, on a machine of central operations.")
        {
            RepoInit.Create(),
            RepoStatus.Create(),
            RepoAddRelease.Create(),
            RepoAssign.Create(),
            RepoRevoke.Create(),
            RepoCommanders.Create(),
            RepoSetExpiry.Create(),
            RepoRotateRoot.Create(),
            RepoSign.Create(keys),
            RepoPublish.Create(keys),
            RepoExport.Create(),
            RepoServe.Create(),
        };
    }
}

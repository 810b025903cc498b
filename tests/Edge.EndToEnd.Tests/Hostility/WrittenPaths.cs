using System.Text.RegularExpressions;

namespace Edge.EndToEnd.Tests;

/// <summary>Which paths a traced process created, renamed, removed or opened for writing.</summary>
internal static partial class WrittenPaths
{
    /// <summary>What to trace: every call that changes a directory, and those that open.</summary>
    public const string Trace = "trace=open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,mknod,mknodat,truncate,chmod,fchmodat";

    /// <summary>The calls that changed something outside a folder; devices do not count.</summary>
    public static IEnumerable<string> Outside(IEnumerable<string> calls, string folder) =>
        calls.Where(call => Changes(call) && Quoted().Matches(call).Any(path => IsOutside(path.Groups[1].Value, folder)));

    private static bool Changes(string call) => !call.Contains(" open", StringComparison.Ordinal)
        ? Quoted().IsMatch(call)
        : call.Contains("O_CREAT", StringComparison.Ordinal) || call.Contains("O_WRONLY", StringComparison.Ordinal) || call.Contains("O_RDWR", StringComparison.Ordinal);

    private static bool IsOutside(string path, string folder) =>
        path.Contains("/../", StringComparison.Ordinal)
        || (!path.StartsWith(folder + "/", StringComparison.Ordinal) && !path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/proc/", StringComparison.Ordinal));

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();
}

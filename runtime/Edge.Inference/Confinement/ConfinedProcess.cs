using System.Runtime.InteropServices;
using Edge.Contracts;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Confinement;

/// <summary>
/// Takes away what inference does not need, in two steps. Landlock binds only the calling thread and its descendants, and a .NET process
/// has threads of its own before <c>Main</c>; so the first step binds the calling thread and starts the program again with exec, after
/// which every thread is bound. The second step, in the new program, refuses system calls for all threads at once.
/// </summary>
internal static class ConfinedProcess
{
    private const int SetNoNewPrivileges = 38;
    private const int DropFromBoundingSet = 24;
    private const nuint CapabilityMax = 63;
    private const nuint CapDacOverride = 1;
    private const nuint CapDacReadSearch = 2;
    private const string OomScoreFile = "/proc/self/oom_score_adj";

    /// <summary>Under memory pressure the kernel ends this process before the runtime (proc(5): −1000 to 1000).</summary>
    private const string OomScore = "800";

    /// <summary>The first step: OOM score, no_new_privs, capabilities, Landlock.</summary>
    /// <param name="configure">Names the directories that may be read and the one that may be written.</param>
    /// <returns>What could not be done, in plain words.</returns>
    public static IReadOnlyList<string> RestrictFiles(ConfigureMessage configure)
    {
        var faults = new List<string>();
        try
        {
            File.WriteAllText(OomScoreFile, OomScore);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add($"The inference process could not make itself the first to end when memory runs out ({OomScoreFile}: {exception.Message}).");
        }

        DropCapabilities();
        if (Libc.Prctl(SetNoNewPrivileges, 1, 0, 0, 0) != 0)
        {
            string reason = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
            faults.Add($"The inference process could not give up gaining privileges (no_new_privs: {reason}), so that it is not confined at all.");
            return faults;
        }

        if (Landlock.Restrict(Rules(configure)) is { } fault)
        {
            faults.Add(fault);
        }

        // A rule holds a directory that exists; one made later stays out of reach.
        faults.AddRange(configure.ReadableDirectories
            .Append(configure.ScratchDirectory)
            .Concat(configure.EngineCache is { } cache ? [cache] : [])
            .Where(directory => !Directory.Exists(directory))
            .Select(directory => $"'{directory}' did not exist when the inference process started, so that it cannot reach it. Make it, then restart the appliance."));
        return faults;
    }

    /// <summary>The second step, before native code is loaded: no sockets, no new programs.</summary>
    /// <returns>What could not be done, in plain words.</returns>
    public static IReadOnlyList<string> RestrictSystemCalls() => Seccomp.Restrict() is { } fault ? [fault] : [];

    /// <summary>
    /// For root only: all capabilities leave the bounding set but those to pass over file modes, which Landlock limits anyway. The exec that
    /// follows then gives the new program no others (capabilities(7)). Where this may not be done there were none to lose.
    /// </summary>
    private static void DropCapabilities()
    {
        for (nuint capability = 0; capability <= CapabilityMax; capability++)
        {
            if (capability is not (CapDacOverride or CapDacReadSearch))
            {
                _ = Libc.Prctl(DropFromBoundingSet, capability, 0, 0, 0);
            }
        }
    }

    private static List<LandlockRule> Rules(ConfigureMessage configure)
    {
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        string dotnet = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        var rules = new List<LandlockRule>
        {
            new(AppContext.BaseDirectory, LandlockAccess.Read),
            new(Path.GetDirectoryName(OrtLibrary.Find())!, LandlockAccess.Read),
            new(dotnet, LandlockAccess.Read),
            new(configure.ScratchDirectory, LandlockAccess.Write),
            new(ProgramRestart.Executable, LandlockAccess.ReadFile | LandlockAccess.Execute),
        };
        foreach (string loader in (string[])["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"])
        {
            rules.Add(new(loader, LandlockAccess.ReadFile | LandlockAccess.Execute));
        }

        string[] system =
        [
            "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/dotnet", "/usr/local/lib", "/etc/ld.so.cache", "/etc/ssl/openssl.cnf",
            "/etc/dotnet", "/proc", "/sys", "/dev/urandom", "/dev/random",
        ];
        foreach (string path in system)
        {
            rules.Add(new(path, LandlockAccess.Read));
        }

        rules.Add(new("/dev/null", LandlockAccess.ReadFile | LandlockAccess.WriteFile));
        rules.Add(new("/proc/self/clear_refs", LandlockAccess.ReadFile | LandlockAccess.WriteFile));
        if (configure.Rungs.Any(rung => rung != EngineRungs.Cpu))
        {
            rules.AddRange(AcceleratorFiles.Rules());
        }

        foreach (string directory in configure.ReadableDirectories.Concat(configure.EngineCache is { } cache ? [cache] : []))
        {
            rules.Add(new(directory, LandlockAccess.Read));
        }

        return rules;
    }
}

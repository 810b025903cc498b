using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Inbox;

/// <summary>Runs a verb of edge-runtime on a data directory whose appliance does not run: it owns the database's layout and the lock.</summary>
internal static class RuntimeVerb
{
    private const string RuntimeName = "edge-runtime";

    /// <summary>Runs it with our own standard output and errors.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ApplianceException">There is no inbox, or the program is missing.</exception>
    public static async Task<int> RunAsync(DataDirectory data, CancellationToken cancellation, params IReadOnlyList<string> arguments)
    {
        using Process runtime = Start(data, arguments, readsOutput: false);
        await runtime.WaitForExitAsync(cancellation);
        return runtime.ExitCode;
    }

    /// <summary>Runs it and reads lines of JSON from its standard output.</summary>
    /// <exception cref="ApplianceException">There is no inbox, the program is missing, or it failed without a word.</exception>
    public static async IAsyncEnumerable<T> LinesAsync<T>(
        DataDirectory data, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellation, params IReadOnlyList<string> arguments)
    {
        using Process runtime = Start(data, arguments, readsOutput: true);
        try
        {
            while (await runtime.StandardOutput.ReadLineAsync(cancellation) is { } line)
            {
                yield return JsonSerializer.Deserialize(line, type)!;
            }
        }
        finally
        {
            if (!runtime.HasExited)
            {
                runtime.Kill();
            }
        }
    }

    private static Process Start(DataDirectory data, IReadOnlyList<string> arguments, bool readsOutput)
    {
        if (!Directory.Exists(data.Inbox))
        {
            throw new ApplianceException($"There is no inbox in {data.Root}. Name the appliance's data directory with --data.");
        }

        string program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", RuntimeName, RuntimeName));
        if (!File.Exists(program))
        {
            throw new ApplianceException($"{program} is missing. Install {RuntimeName} beside edgectl (tools/setup does).");
        }

        return Process.Start(new ProcessStartInfo(program, [.. arguments, "--data", data.Root]) { RedirectStandardOutput = readsOutput })
            ?? throw new ApplianceException($"{RuntimeName} could not be started.");
    }
}

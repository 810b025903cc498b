using System.CommandLine;
using System.Diagnostics;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Inbox;

/// <summary><c>edgectl inbox reindex</c>: rebuilds the index from the files, while the appliance does not run.</summary>
internal static class InboxReindex
{
    private const string RuntimeName = "edge-runtime";

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<string?> data = ApplianceOptions.Data();
        var command = new Command("reindex", "Rebuilds the index from the inbox, while the appliance does not run. The old database is kept beside it.") { data };
        command.SetAction((parsed, cancellation) => RunAsync(ApplianceClient.Directory(parsed.GetValue(data)), cancellation));
        return command;
    }

    // The runtime owns the database's layout and the lock, so that it does the work itself.
    private static async Task<int> RunAsync(DataDirectory data, CancellationToken cancellation)
    {
        if (!Directory.Exists(data.Inbox))
        {
            throw new ApplianceException($"There is no inbox in {data.Root}. Name the appliance's data directory with --data.");
        }

        using var runtime = Process.Start(new ProcessStartInfo(FindRuntime()) { ArgumentList = { "reindex", "--data", data.Root } })
            ?? throw new ApplianceException($"{RuntimeName} could not be started.");
        await runtime.WaitForExitAsync(cancellation);
        return runtime.ExitCode == 0 ? 0 : 1;
    }

    private static string FindRuntime()
    {
        string beside = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", RuntimeName, RuntimeName));
        return File.Exists(beside)
            ? beside
            : throw new ApplianceException($"{beside} is missing. Install {RuntimeName} beside edgectl (tools/setup does).");
    }
}

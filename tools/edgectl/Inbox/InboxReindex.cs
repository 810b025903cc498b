using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Inbox;

/// <summary><c>edgectl inbox reindex</c>: rebuilds the index from the files, while the appliance does not run.</summary>
internal static class InboxReindex
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<string?> data = ApplianceOptions.Data();
        var command = new Command("reindex", "Rebuilds the index from the inbox, while the appliance does not run. The old database is kept beside it.") { data };
        command.SetAction((parsed, cancellation) => RunAsync(ApplianceClient.Directory(parsed.GetValue(data)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(DataDirectory data, CancellationToken cancellation) =>
        await RuntimeVerb.RunAsync(data, cancellation, "reindex") == 0 ? 0 : 1;
}

using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Ctl.Inbox;

namespace Edge.Ctl.Maintenance;

/// <summary><c>edgectl restore FILE</c>: puts a backup in place, while the appliance does not run.</summary>
internal static class RestoreVerb
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "What edgectl backup wrote." };
        Option<string?> data = ApplianceOptions.Data();
        var verb = new Command("restore", "Puts a backup in place of what the data directory holds, while the appliance does not run. The old database is kept beside it.") { file, data };
        verb.SetAction((parsed, cancellation) => RunAsync(Path.GetFullPath(parsed.GetRequiredValue(file)), ApplianceClient.Directory(parsed.GetValue(data)), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(string file, DataDirectory data, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            throw new ApplianceException($"There is no '{file}'.");
        }

        return await RuntimeVerb.RunAsync(data, cancellation, "restore", file) == 0 ? 0 : 1;
    }
}

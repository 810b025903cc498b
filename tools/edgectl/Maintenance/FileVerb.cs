using System.CommandLine;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Maintenance;

/// <summary>A verb that has the running appliance make a file, and keeps it readable for the caller alone.</summary>
internal static class FileVerb
{
    /// <summary>Gives a verb its argument, options and action.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="path">What is posted to.</param>
    /// <param name="name">Default name of the file, which is put behind the time.</param>
    public static Command Create(Command verb, string path, string name)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "File to write; it must not exist yet.",
            DefaultValueFactory = _ => $"edge-{TimeProvider.System.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{name}",
        };
        Option<string?> data = ApplianceOptions.Data();
        verb.Add(file);
        verb.Add(data);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var appliance = new ApplianceClient(parsed.GetValue(data));
            string target = Path.GetFullPath(parsed.GetRequiredValue(file));
            long bytes = await appliance.DownloadAsync(path, target, cancellation);
            Console.WriteLine($"{target}, {bytes} bytes");
            return 0;
        });
        return verb;
    }
}

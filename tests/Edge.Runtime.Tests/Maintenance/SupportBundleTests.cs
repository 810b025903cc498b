using System.IO.Compression;
using Edge.Contracts;
using Edge.Runtime.Maintenance;
using Edge.Runtime.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Edge.Runtime.Tests.Maintenance;

public sealed class SupportBundleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Make_HasWhatSupportNeeds_AndNoUid()
    {
        await using var bench = new HostBench();
        using HttpClient page = await bench.StartAsync(Cancellation);
        bench.App.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Test").Log(LogLevel.Warning, new EventId(1), "Study 1.2.840.113619.2.55.3 from 10.20.1.7", null, static (text, _) => text);
        using var zip = new ZipArchive(new MemoryStream(bench.App.Services.GetRequiredService<SupportBundle>().Make()));
        Dictionary<string, string> files = zip.Entries.ToDictionary(entry => entry.Name, Text);
        Assert.Equal(
            ["audit-head.txt", "configuration.json", "disk.txt", "faults.json", "health.json", "log.txt", "sensors.txt", "versions.txt"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Matches("Study uid-[0-9a-f]{16} from 10\\.20\\.1\\.7", files["log.txt"]);
        Assert.True(AuditHead.TryParse(files["audit-head.txt"], out AuditHead head) && head.Sequence > 0);
        Assert.Contains("\"aeTitle\"", files["configuration.json"], StringComparison.Ordinal);
    }

    private static string Text(ZipArchiveEntry entry)
    {
        using var text = new StreamReader(entry.Open());
        return text.ReadToEnd();
    }
}

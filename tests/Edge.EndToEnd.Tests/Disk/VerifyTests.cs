using System.Text.Json;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary><c>edgectl inbox verify</c> on a running and on a stopped appliance.</summary>
public sealed class VerifyTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Verify_RunningAndStopped_FindsWhatHappenedToTheFiles()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), ["routes=[]"], cancellationToken);
        string[] files = [.. InstanceUids.NewStudy(3).Select(uids => Write(folder, uids))];
        await Trial.SendAsync(appliance, files, cancellationToken);
        await Poll.UntilAsync(() => Task.FromResult(Recorded(appliance) == files.Length ? null : $"{Recorded(appliance)} digests"), Interval, Limit, cancellationToken);

        (int code, VerifyOutcome well) = await VerifyAsync(appliance, cancellationToken);
        Assert.Equal((0, 3L, 0L, 0), (code, well.Report.Objects, well.Report.Recorded, well.Findings.Count));

        string[] stored = [.. Directory.EnumerateFiles(appliance.Data.Inbox, "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Flip(stored[0]);
        File.Delete(stored[1]);
        string[] expected = [$"changed {Path.GetRelativePath(appliance.Data.Inbox, stored[0])}", $"missing {Path.GetRelativePath(appliance.Data.Inbox, stored[1])}"];
        (code, VerifyOutcome found) = await VerifyAsync(appliance, cancellationToken);
        Assert.Equal(1, code);
        Assert.Equal(expected, Names(found));
        HealthReport health = await appliance.GetAsync("/v1/health", EdgeJson.Default.HealthReport, cancellationToken);
        Assert.Contains("objects-damaged", health.Faults.Select(fault => fault.Code));

        Assert.Equal(0, await appliance.StopAsync(cancellationToken));
        (code, found) = await VerifyAsync(appliance, cancellationToken);
        Assert.Equal(1, code);
        Assert.Equal(expected, Names(found));
    }

    private static IEnumerable<string> Names(VerifyOutcome outcome) =>
        outcome.Findings.Select(finding => $"{finding.Kind} {finding.File}").Order(StringComparer.Ordinal);

    private static int Recorded(Appliance appliance) => Directory.EnumerateFiles(appliance.Data.Inbox, "SHA256SUMS", SearchOption.AllDirectories).Sum(path => File.ReadLines(path).Count());

    private static async Task<(int ExitCode, VerifyOutcome Outcome)> VerifyAsync(Appliance appliance, CancellationToken cancellationToken)
    {
        Outcome run = await Trial.EdgectlAsync(appliance, cancellationToken, "inbox", "verify", "--json");
        Assert.True(run.Output.Length > 0, run.Errors);
        return (run.ExitCode, JsonSerializer.Deserialize(run.Output, EdgeJson.Default.VerifyOutcome)!);
    }

    private static void Flip(string path)
    {
        using FileStream file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        _ = file.Seek(-1, SeekOrigin.End);
        int last = file.ReadByte();
        _ = file.Seek(-1, SeekOrigin.End);
        file.WriteByte((byte)(last ^ 1));
    }

    private static string Write(TemporaryFolder folder, InstanceUids uids)
    {
        string path = Path.Combine(folder.Path, uids.Instance + ".dcm");
        File.WriteAllBytes(path, Phantom.File(uids, PhantomKind.MrSlice, 0));
        return path;
    }
}

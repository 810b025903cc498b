using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>Retention that is killed while it removes: the next start ends it, and nothing counts as lost.</summary>
public sealed class RetentionKillTests
{
    private const int Rounds = 4;
    private const int Objects = 120;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Remove_KilledAgainAndAgain_LeavesNoRowWithoutFileAndNoFileWithoutRow()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        string data = Path.Combine(folder.Path, "data");
        string[] files = [.. InstanceUids.NewStudy(Objects).Select(uids => Write(folder, uids))];
        await using (Appliance receiving = await StartAsync(data, retention: "null", cancellationToken))
        {
            await Trial.SendAsync(receiving, files, cancellationToken);
            await Poll.UntilAsync(
                async () => (await Trial.StudiesAsync(receiving, cancellationToken)).All(study => study.State == "complete") ? null : "not complete", Interval, Limit, cancellationToken);
            Assert.Equal(0, await receiving.StopAsync(cancellationToken));
        }

        for (int round = 0; round < Rounds; round++)
        {
            await using Appliance killed = await StartAsync(data, Everything, cancellationToken);
            int before = Stored(killed.Data);
            await Poll.UntilAsync(() => Task.FromResult(before == 0 || Stored(killed.Data) < before ? null : $"{before} files"), Interval, Limit, cancellationToken);
            killed.Kill();
        }

        await using Appliance last = await StartAsync(data, Everything, cancellationToken);
        await Poll.UntilAsync(() => Task.FromResult(Stored(last.Data) == 0 ? null : $"{Stored(last.Data)} files"), Interval, Limit, cancellationToken);
        Assert.Equal("removed", Assert.Single(await Trial.StudiesAsync(last, cancellationToken)).State);
        await Poll.UntilAsync(
            async () => (await last.GetAsync("/v1/inbox", EdgeJson.Default.IReadOnlyListInstanceView, cancellationToken)).Count == 0 ? null : "rows are left", Interval, Limit, cancellationToken);
        Outcome verified = await Trial.EdgectlAsync(last, cancellationToken, "inbox", "verify");
        Assert.True(verified.ExitCode == 0, verified.Output);
        HealthReport health = await last.GetAsync("/v1/health", EdgeJson.Default.HealthReport, cancellationToken);
        Assert.DoesNotContain("objects-damaged", health.Faults.Select(fault => fault.Code));
    }

    // More than any disk has: whatever may go goes.
    private const string Everything = """{"days":null,"freeMiB":16000000}""";

    private static Task<Appliance> StartAsync(string data, string retention, CancellationToken cancellationToken) => Appliance.StartAsync(
        data, ["routes=[]", "studies.quietSeconds=0.5", "studies.settleSeconds=0.5", "inbox.minFreeMiB=1", $"inbox.retention={retention}"], cancellationToken);

    private static int Stored(DataDirectory data) => Directory.EnumerateFiles(data.Inbox, "*.dcm", SearchOption.AllDirectories).Count();

    private static string Write(TemporaryFolder folder, InstanceUids uids)
    {
        string path = Path.Combine(folder.Path, uids.Instance + ".dcm");
        File.WriteAllBytes(path, Phantom.File(uids, PhantomKind.MrSlice, 0));
        return path;
    }
}

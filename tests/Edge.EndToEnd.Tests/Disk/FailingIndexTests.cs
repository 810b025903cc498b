using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>SQLite's own writes fail: objects are refused before what waits has no bound, nothing acknowledged is lost, and service resumes by itself.</summary>
public sealed class FailingIndexTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("EIO", "disk-failing")]
    [InlineData("ENOSPC", "disk-full")]
    public async Task Index_CannotBeWritten_RefusesAndResumes(string error, string fault)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), ["routes=[]", "inbox.minFreeMiB=1"], cancellationToken);
        var acknowledged = new List<string>();
        await using (await Strace.AttachAsync(
            appliance.ProcessId, folder, ["trace=pwrite64", $"inject=pwrite64:error={error}"], cancellationToken, appliance.Data.Database + "-wal"))
        {
            await Poll.UntilAsync(
                async () =>
                {
                    string file = Write(folder);
                    Outcome sent = await Tool.RunAsync("storescu", "dcmtk", ["-v", "127.0.0.1", $"{appliance.DicomPort}", file], cancellationToken);
                    if (sent.Errors.Contains("Received Store Response (Success)", StringComparison.Ordinal))
                    {
                        acknowledged.Add(file);
                        return "Success";
                    }

                    return sent.Errors.Contains("Refused: OutOfResources", StringComparison.Ordinal) ? null : sent.Errors;
                },
                Interval,
                Limit,
                cancellationToken);
            Assert.Contains(fault, await FaultsAsync(appliance, cancellationToken));
        }

        await Poll.UntilAsync(
            async () => (await FaultsAsync(appliance, cancellationToken)).Contains(fault) ? fault : null, Interval, Limit, cancellationToken);
        string after = Write(folder);
        await Trial.SendAsync(appliance, [after], cancellationToken);
        acknowledged.Add(after);
        await Poll.UntilAsync(
            async () =>
            {
                int count = (await appliance.GetAsync("/v1/inbox", EdgeJson.Default.IReadOnlyListInstanceView, cancellationToken)).Count;
                return count == acknowledged.Count ? null : $"{count} of {acknowledged.Count}";
            },
            Interval,
            Limit,
            cancellationToken);
        Assert.Equal(acknowledged.Select(Part10.DataSetDigest).Order(), new StoredObjects(appliance.Data).Digests().Order());
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(Appliance appliance, CancellationToken cancellationToken) =>
        [.. (await appliance.GetAsync("/v1/health", EdgeJson.Default.HealthReport, cancellationToken)).Faults.Select(fault => fault.Code)];

    private static string Write(TemporaryFolder folder)
    {
        InstanceUids uids = InstanceUids.NewStudy(1)[0];
        string path = Path.Combine(folder.Path, uids.Instance + ".dcm");
        File.WriteAllBytes(path, Phantom.File(uids, PhantomKind.MrSlice, 0));
        return path;
    }
}

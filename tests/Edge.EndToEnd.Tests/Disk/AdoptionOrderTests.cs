using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>A file that a crash left without a row is vouched for only after its directories were synced.</summary>
public sealed class AdoptionOrderTests
{
    [Fact]
    public async Task Adopt_FileWithoutRow_SyncsItsDirectoriesBeforeItsRowIsWritten()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        var data = new DataDirectory(Path.Combine(folder.Path, "data"));
        string bucket = Path.Combine(data.Inbox, "20260102", "0001");
        Directory.CreateDirectory(bucket);
        InstanceUids uids = InstanceUids.NewStudy(1)[0];
        await File.WriteAllBytesAsync(Path.Combine(bucket, "20260102T030405000-000001.dcm"), Phantom.File(uids, PhantomKind.MrSlice, 0), cancellationToken);

        string trace = Path.Combine(folder.Path, "trace");
        Outcome done = await Tool.RunAsync(
            "strace",
            "strace",
            ["-f", "-y", "-s", "9000", "-e", "trace=fsync,pwrite64", "-o", trace, Checkout.Program("edge-runtime"), "reindex", "--data", data.Root],
            cancellationToken);
        Assert.SkipWhen(done.Errors.Contains("PTRACE", StringComparison.Ordinal), $"strace may not trace here: {done.Errors}");
        Assert.True(done.ExitCode == 0, done.Errors);
        Assert.Equal("1 objects are in the index.", done.Output.Trim());

        List<string> calls = [.. await File.ReadAllLinesAsync(trace, cancellationToken)];
        int row = calls.FindIndex(call => call.Contains("pwrite64(", StringComparison.Ordinal) && call.Contains(uids.Instance, StringComparison.Ordinal));
        Assert.True(row >= 0, "The row was never written.");
        foreach (string directory in (string[])[bucket, Path.GetDirectoryName(bucket)!, data.Inbox])
        {
            int synced = calls.FindLastIndex(row, call => call.Contains("fsync(", StringComparison.Ordinal) && call.Contains($"<{directory}>", StringComparison.Ordinal));
            Assert.True(synced >= 0, $"{directory} was not synced before the row was written.");
        }
    }
}

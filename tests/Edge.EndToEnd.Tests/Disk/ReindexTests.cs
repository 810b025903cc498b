using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>The inbox is the truth: what the database knew of it comes back from the files.</summary>
public sealed class ReindexTests
{
    [Theory]
    [InlineData("kept")]
    [InlineData("lost")]
    [InlineData("damaged")]
    public async Task Reindex_DatabaseKeptLostOrDamaged_GivesTheSameObjects(string database)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        string data = Path.Combine(folder.Path, "data");
        IReadOnlyList<InstanceView> before;
        await using (Appliance appliance = await Appliance.StartAsync(data, ["routes=[]"], cancellationToken))
        {
            await Trial.SendAsync(appliance, [.. InstanceUids.NewStudy(3).Select(uids => Write(folder, uids))], cancellationToken);
            before = await ObjectsAsync(appliance, cancellationToken);
            Assert.Equal(3, before.Count);
            Outcome busy = await Trial.EdgectlAsync(appliance, cancellationToken, "inbox", "reindex");
            Assert.Equal(1, busy.ExitCode);
            Assert.Contains("in use", busy.Errors, StringComparison.Ordinal);
            Assert.Equal(0, await appliance.StopAsync(cancellationToken));

            Break(appliance.Data, database);
            Outcome done = await Trial.EdgectlAsync(appliance, cancellationToken, "inbox", "reindex");
            Assert.Equal((0, "3 objects are in the index."), (done.ExitCode, done.Output.Trim()));
        }

        await using Appliance again = await Appliance.StartAsync(data, ["routes=[]"], cancellationToken);
        Assert.Equal(before, await ObjectsAsync(again, cancellationToken));
    }

    [Fact]
    public async Task Reindex_AsRoot_LeavesEverythingToTheOwner()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        Assert.SkipUnless(Environment.UserName == "root", "Only root can be another user.");
        using var folder = new TemporaryFolder();
        var data = new DataDirectory(Path.Combine(folder.Path, "data"));
        Directory.CreateDirectory(data.Inbox);
        Assert.Equal(0, (await Tool.RunAsync("chmod", "coreutils", ["755", folder.Path], cancellationToken)).ExitCode);
        Assert.Equal(0, (await Tool.RunAsync("chown", "coreutils", ["-R", "65534:65534", data.Root], cancellationToken)).ExitCode);
        Outcome done = await Tool.RunAsync(Checkout.Program("edge-runtime"), "edge-runtime", ["reindex", "--data", data.Root], cancellationToken);
        Assert.True(done.ExitCode == 0, done.Errors);
        Outcome owners = await Tool.RunAsync("find", "findutils", [data.Root, "-printf", "%U\n"], cancellationToken);
        Assert.Equal(["65534"], owners.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct());
    }

    private static void Break(DataDirectory data, string database)
    {
        if (database != "kept")
        {
            File.Delete(data.Database + "-wal");
            File.Delete(data.Database + "-shm");
            File.Delete(data.Database);
        }

        if (database == "damaged")
        {
            File.WriteAllText(data.Database, "This is no database at all, and it is long enough to be taken for one by its length.");
        }
    }

    private static Task<IReadOnlyList<InstanceView>> ObjectsAsync(Appliance appliance, CancellationToken cancellationToken) =>
        appliance.GetAsync("/v1/inbox", EdgeJson.Default.IReadOnlyListInstanceView, cancellationToken);

    private static string Write(TemporaryFolder folder, InstanceUids uids)
    {
        string path = Path.Combine(folder.Path, uids.Instance + ".dcm");
        File.WriteAllBytes(path, Phantom.File(uids, PhantomKind.CtSlice, 0));
        return path;
    }
}

using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>A disk that is full, or fails: refused in DICOM's words, nothing half, nothing lost, and service resumes by itself.</summary>
public sealed class FullDiskTests
{
    private const string OutOfResources = "Refused: OutOfResources";
    private const int DiskMiB = 48;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Store_BelowTheReserve_IsRefusedA700_BelowHalfOfItTheAssociationIs_AndTakenOnceSpaceIsBack(bool isFile)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using SmallDisk disk = await SmallDisk.MountAsync(Path.Combine(folder.Path, "disk"), DiskMiB, isFile, cancellationToken);
        await using Appliance appliance = await StartAsync(disk, 8, cancellationToken);
        string first = Write(folder, InstanceUids.NewStudy(1)[0]);
        await Trial.SendAsync(appliance, [first], cancellationToken);

        string[] fillers = [disk.Fill("half", leaveBytes: 6 << 20), ""];
        Outcome refused = await SendAsync(appliance, Write(folder, InstanceUids.NewStudy(1)[0]), cancellationToken);
        Assert.Contains(OutOfResources, refused.Errors, StringComparison.Ordinal);
        fillers[1] = disk.Fill("full", leaveBytes: 2 << 20);
        refused = await SendAsync(appliance, Write(folder, InstanceUids.NewStudy(1)[0]), cancellationToken);
        Assert.Contains("Temporary Congestion", refused.Errors, StringComparison.OrdinalIgnoreCase);
        HealthReport health = await appliance.GetAsync("/v1/health", EdgeJson.Default.HealthReport, cancellationToken);
        Assert.Contains("disk-full", health.Faults.Select(fault => fault.Code));

        // Between the two levels nothing is taken yet.
        Array.ForEach(fillers, File.Delete);
        string between = disk.Fill("between", leaveBytes: 9 << 20);
        refused = await SendAsync(appliance, Write(folder, InstanceUids.NewStudy(1)[0]), cancellationToken);
        Assert.Contains(OutOfResources, refused.Errors, StringComparison.Ordinal);

        File.Delete(between);
        string second = Write(folder, InstanceUids.NewStudy(1)[0]);
        await Trial.SendAsync(appliance, [second], cancellationToken);
        Assert.Equal(Digests(first, second), new StoredObjects(appliance.Data).Digests().Order());
        health = await appliance.GetAsync("/v1/health", EdgeJson.Default.HealthReport, cancellationToken);
        Assert.DoesNotContain("disk-full", health.Faults.Select(fault => fault.Code));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Store_ObjectLargerThanTheDisk_IsRefusedA700_LeavesNothing_AndTheNextIsTaken(bool isFile)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using SmallDisk disk = await SmallDisk.MountAsync(Path.Combine(folder.Path, "disk"), DiskMiB, isFile, cancellationToken);
        await using Appliance appliance = await StartAsync(disk, 1, cancellationToken);
        disk.Fill("filler", leaveBytes: 12 << 20);
        string large = Path.Combine(folder.Path, "large.dcm");
        Phantom.WriteLarge(large, InstanceUids.NewStudy(1)[0], PhantomKind.UltrasoundLoop, 24 << 20);

        Outcome refused = await SendAsync(appliance, large, cancellationToken);
        Assert.Contains(OutOfResources, refused.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(appliance.Data.Inbox, "*", SearchOption.AllDirectories));

        string small = Write(folder, InstanceUids.NewStudy(1)[0]);
        await Trial.SendAsync(appliance, [small], cancellationToken);
        Assert.Equal(Digests(small), new StoredObjects(appliance.Data).Digests().Order());
    }

    [Theory]
    [InlineData("fdatasync", "EIO")]
    [InlineData("fdatasync", "ENOSPC")]
    [InlineData("fsync", "EIO")]
    [InlineData("rename", "ENOSPC")]
    [InlineData("rename", "EIO")]
    [InlineData("pwrite64", "EIO")]
    [InlineData("pwrite64", "ENOSPC")]
    public async Task Store_SystemCallFails_IsRefusedA700_LeavesNothing_AndTheNextIsTaken(string call, string error)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), ["routes=[]"], cancellationToken);
        string first = Write(folder, InstanceUids.NewStudy(1)[0]);
        await Trial.SendAsync(appliance, [first], cancellationToken);

        string failing = Write(folder, InstanceUids.NewStudy(1)[0]);
        await using (await Strace.AttachAsync(appliance.ProcessId, folder, [$"trace={call}", $"inject={call}:error={error}"], cancellationToken))
        {
            Outcome refused = await SendAsync(appliance, failing, cancellationToken);
            Assert.Contains(OutOfResources, refused.Errors, StringComparison.Ordinal);
        }

        Assert.Equal(Digests(first), new StoredObjects(appliance.Data).Digests().Order());
        await Trial.SendAsync(appliance, [failing], cancellationToken);
        Assert.Equal(Digests(first, failing), new StoredObjects(appliance.Data).Digests().Order());
        HealthReport health = await appliance.GetAsync("/v1/health", EdgeJson.Default.HealthReport, cancellationToken);
        Assert.DoesNotContain("disk-", string.Join(' ', health.Faults.Select(fault => fault.Code)), StringComparison.Ordinal);
    }

    private static Task<Appliance> StartAsync(SmallDisk disk, int reserveMiB, CancellationToken cancellationToken) =>
        Appliance.StartAsync(Path.Combine(disk.Path, "data"), ["routes=[]", $"inbox.minFreeMiB={reserveMiB}", $"inbox.resumeFreeMiB={reserveMiB + 2}"], cancellationToken);

    private static Task<Outcome> SendAsync(Appliance appliance, string file, CancellationToken cancellationToken) =>
        Tool.RunAsync("storescu", "dcmtk", ["-v", "127.0.0.1", $"{appliance.DicomPort}", file], cancellationToken);

    private static IOrderedEnumerable<string> Digests(params string[] files) => files.Select(Part10.DataSetDigest).Order();

    private static string Write(TemporaryFolder folder, InstanceUids uids)
    {
        string path = Path.Combine(folder.Path, uids.Instance + ".dcm");
        File.WriteAllBytes(path, Phantom.File(uids, PhantomKind.MrSlice, 0));
        return path;
    }
}

using Edge.Releases.Keys;
using Edge.Releases.Offers;

namespace Edge.Releases.Tests.Repository;

/// <summary>Power is lost in the middle of publishing: after each file that became visible, a device takes all of the old or all of the new.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    public async Task Publish_BrokenOffAfterSomeFiles_DevicesSeeOldOrNewAndPublishingAgainFinishes(int files, int releases)
    {
        using var ceremony = new Ceremony(new ManualClock());
        ceremony.AddRelease("1.0.0");
        ceremony.SignAndPublish();
        using SigningKey young = SigningKey.Create(EcdsaCurve.P256);
        ceremony.Work.Rotate("root", [young.PublicPem], [], null);
        ceremony.AddRelease("1.1.0");
        string metadata = Path.Combine(ceremony.Folder.Public, "metadata");
        string before = ceremony.Files.At("before");
        string staged = ceremony.Files.At("staged");
        Copy(metadata, before);
        ceremony.Work.Sign("root", ceremony.Root[0]);
        ceremony.Work.Sign("root", ceremony.Root[1]);
        ceremony.Work.Sign("targets", ceremony.Targets);
        Copy(Path.Combine(ceremony.Folder.Root, "staged"), staged);
        ceremony.Publish();
        string after = ceremony.Files.At("after");
        Copy(metadata, after);

        // The order in which publishing writes.
        string[] written = ["2.root.json", "2.targets.json", "2.snapshot.json", "timestamp.json"];
        Directory.Delete(metadata, recursive: true);
        Copy(before, metadata);
        Array.ForEach(written[..files], name => File.Copy(Path.Combine(after, name), Path.Combine(metadata, name), overwrite: true));
        Copy(staged, Path.Combine(ceremony.Folder.Root, "staged"));

        Assert.Equal(releases, ReleaseOffer.All((await ceremony.DeviceAsync()).Targets).Count);
        ceremony.Publish();
        Assert.Equal(2, ReleaseOffer.All((await ceremony.DeviceAsync()).Targets).Count);
        Assert.All(ceremony.Work.States(), state => Assert.Null(state.StagedVersion));
    }

    [Fact]
    public async Task Publish_ShowsTheTimestampLast()
    {
        using var ceremony = new Ceremony(new ManualClock());
        ceremony.AddRelease("1.0.0");
        var shown = new List<string?>();
        var last = new TaskCompletionSource();
        using var watcher = new FileSystemWatcher(Path.Combine(ceremony.Folder.Public, "metadata"));
        watcher.Renamed += (_, renamed) =>
        {
            shown.Add(renamed.Name);
            if (renamed.Name == "timestamp.json")
            {
                last.SetResult();
            }
        };
        watcher.EnableRaisingEvents = true;
        ceremony.SignAndPublish();
        await last.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["1.root.json", "1.targets.json", "1.snapshot.json", "timestamp.json"], shown);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }
    }
}

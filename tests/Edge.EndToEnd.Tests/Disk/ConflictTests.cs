using System.Text.Json;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>An object that comes again for another patient, from DCMTK's hands: held, shown, chosen, and the choice survives restart and reindex.</summary>
public sealed class ConflictTests
{
    private const string FirstPatient = "CANARY-FIRST-7731";
    private const string OtherPatient = "CANARY-OTHER-9924";

    [Fact]
    public async Task OtherPatientUnderOneUid_IsHeldUntilAnOperatorChooses_AndStaysChosen()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        string data = Path.Combine(folder.Path, "data");
        InstanceUids uids = InstanceUids.NewStudy(1)[0];
        string first = await WriteAsync(folder, uids, "first", FirstPatient, cancellationToken);
        string other = await WriteAsync(folder, uids, "other", OtherPatient, cancellationToken);
        string again = Path.Combine(folder.Path, "again.dcm");
        Assert.Equal(0, (await Tool.RunAsync("dcmconv", "dcmtk", ["+ti", first, again], cancellationToken)).ExitCode);

        string kept;
        await using (Appliance appliance = await StartAsync(data, cancellationToken))
        {
            await Trial.SendAsync(appliance, [first], cancellationToken);
            await Trial.WaitAsync(appliance, uids.Study, cancellationToken, "no-model");

            // The same in implicit representation is nothing new, and the other patient's is held.
            await Trial.SendAsync(appliance, [again], cancellationToken);
            await Trial.SendAsync(appliance, [other], cancellationToken);
            ConflictView held = Assert.Single(await ConflictsAsync(appliance, cancellationToken));
            Assert.Equal(("held", 2), (held.State, held.Contents.Count));
            await Trial.WaitAsync(appliance, uids.Study, cancellationToken, "held");
            HealthReport health = await appliance.GetAsync("/v1/health", EdgeJson.Default.HealthReport, cancellationToken);
            Assert.Contains("content-conflict", health.Faults.Select(fault => fault.Code));

            Outcome shown = await Trial.EdgectlAsync(appliance, cancellationToken, "inbox", "conflicts", uids.Instance);
            Assert.Contains(FirstPatient, shown.Output, StringComparison.Ordinal);
            Assert.Contains(OtherPatient, shown.Output, StringComparison.Ordinal);

            kept = held.Contents[1].File;
            Outcome refused = await Trial.EdgectlAsync(appliance, cancellationToken, "inbox", "keep", uids.Instance, "20260102/0001/none.dcm");
            Assert.Equal(1, refused.ExitCode);
            Outcome done = await Trial.EdgectlAsync(appliance, cancellationToken, "inbox", "keep", uids.Instance, kept);
            Assert.True(done.ExitCode == 0, done.Errors);
            await Trial.WaitAsync(appliance, uids.Study, cancellationToken, "no-model");
            Assert.Contains(kept, appliance.LogTail(), StringComparison.Ordinal);
            Assert.DoesNotContain("CANARY", appliance.LogTail(), StringComparison.Ordinal);
            Assert.Equal(0, await appliance.StopAsync(cancellationToken));
            Assert.Equal(0, (await Trial.EdgectlAsync(appliance, cancellationToken, "inbox", "reindex")).ExitCode);
        }

        await using Appliance restarted = await StartAsync(data, cancellationToken);
        Assert.Empty(await ConflictsAsync(restarted, cancellationToken));
        IReadOnlyList<InstanceView> objects = await restarted.GetAsync("/v1/inbox", EdgeJson.Default.IReadOnlyListInstanceView, cancellationToken);
        Assert.Equal(kept, Path.GetRelativePath(restarted.Data.Inbox, Assert.Single(objects, view => view.Flag is null).Path));
        await Trial.SendAsync(restarted, [first, again, other], cancellationToken);
        Assert.Equal(2, new StoredObjects(restarted.Data).Digests().Count);
    }

    private static Task<Appliance> StartAsync(string data, CancellationToken cancellationToken) =>
        Appliance.StartAsync(data, ["routes=[]", "studies.quietSeconds=0.2", "studies.settleSeconds=0.2"], cancellationToken);

    private static async Task<IReadOnlyList<ConflictView>> ConflictsAsync(Appliance appliance, CancellationToken cancellationToken)
    {
        Outcome listed = await Trial.EdgectlAsync(appliance, cancellationToken, "inbox", "conflicts", "--json");
        Assert.True(listed.ExitCode == 0, listed.Errors);
        return JsonSerializer.Deserialize(listed.Output, EdgeJson.Default.IReadOnlyListConflictView)!;
    }

    private static async Task<string> WriteAsync(TemporaryFolder folder, InstanceUids uids, string name, string patient, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder.Path, name + ".dcm");
        await File.WriteAllBytesAsync(path, Phantom.File(uids, PhantomKind.CtSlice, 0), cancellationToken);
        Outcome changed = await Tool.RunAsync("dcmodify", "dcmtk", ["-nb", "-i", $"(0010,0020)={patient}", path], cancellationToken);
        Assert.True(changed.ExitCode == 0, changed.Errors);
        return path;
    }
}

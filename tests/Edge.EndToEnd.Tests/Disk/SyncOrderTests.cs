namespace Edge.EndToEnd.Tests;

/// <summary>The order in which an object reaches the disk, seen from outside.</summary>
public sealed class SyncOrderTests
{
    private const int Objects = 5;

    [Fact]
    public async Task Store_Object_IsSyncedRenamedAndItsDirectorySyncedBeforeTheAnswer()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), ["routes=[]"], cancellationToken);
        string[] files = [.. InstanceUids.NewStudy(Objects).Select((uids, index) => Write(folder, uids, index))];
        IReadOnlyList<string> calls;
        await using (Strace strace = await Strace.AttachAsync(appliance.ProcessId, folder, ["trace=fdatasync,fsync,rename,sendto,sendmsg"], cancellationToken))
        {
            await Trial.SendAsync(appliance, files, cancellationToken);
            calls = await strace.DetachAsync(cancellationToken);
        }

        // One thread serves an association: what it did, in order, with A for what it sent.
        string thread = calls.First(IsRename).Split(' ')[0];
        string order = string.Concat(calls.Where(call => call.StartsWith(thread + " ", StringComparison.Ordinal)).Select(Letter));
        string answers = string.Concat(Enumerable.Repeat("DRSA", Objects));
        Assert.True(order.Trim('A') == answers[..^1], $"D data, R rename, S directory, A answer: {order}\n{string.Join('\n', calls)}");
    }

    private static bool IsRename(string call) => call.Contains(" rename(", StringComparison.Ordinal) && call.Contains("/inbox/tmp/", StringComparison.Ordinal);

    private static string Letter(string call)
    {
        string what = call[(call.IndexOf(' ', StringComparison.Ordinal) + 1)..].TrimStart();
        return what switch
        {
            _ when what.StartsWith("fdatasync(", StringComparison.Ordinal) && what.Contains(".part>", StringComparison.Ordinal) => "D",
            _ when what.StartsWith("rename(", StringComparison.Ordinal) && what.Contains("/inbox/tmp/", StringComparison.Ordinal) => "R",
            _ when what.StartsWith("fsync(", StringComparison.Ordinal) && what.Contains("/0001>", StringComparison.Ordinal) => "S",
            _ when what.StartsWith("send", StringComparison.Ordinal) => "A",
            _ => "",
        };
    }

    private static string Write(TemporaryFolder folder, InstanceUids uids, int index)
    {
        string path = Path.Combine(folder.Path, uids.Instance + ".dcm");
        File.WriteAllBytes(path, Phantom.File(uids, PhantomKind.CtSlice, index));
        return path;
    }
}

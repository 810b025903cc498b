using System.Text.Json;
using Edge.Contracts;
using Edge.Dicom.Tests.Network;

namespace Edge.EndToEnd.Tests;

/// <summary>
/// Hostile objects sent raw to a running appliance with its models: each is stored, set aside or refused, exactly once, nothing is written outside
/// the data folder, and the work goes on.
/// </summary>
public sealed class HostileObjectTests
{
    private const int MostFurtherDescriptors = 12;
    private const int MostFurtherThreads = 8;
    private const long MostResidentMiB = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WorkInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan WorkLimit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task EverySharedFile_SentRaw_IsStoredOrRefusedExactlyOnce()
    {
        Assert.SkipWhen(Checkout.SharedData is null, "no test material: ../shared/data is not beside the repository and EDGE_SHARED is not set");
        string folder = Path.Combine(Checkout.SharedData!, "hostile-files");
        string[] files = [.. Directory.EnumerateFiles(folder, "*.dcm").Order(StringComparer.Ordinal)];
        string expectations = await File.ReadAllTextAsync(Path.Combine(folder, "expectations.json"), TestContext.Current.CancellationToken);
        Dictionary<string, string> expected = JsonSerializer.Deserialize<Dictionary<string, string>>(expectations)!;
        await SendAllAsync([.. files.Select(RawObject.OfFile), .. files.Select(RawObject.Whole)], expected);
    }

    [Fact]
    public Task EveryMadeObject_SentRaw_IsStoredOrRefusedExactlyOnce() => SendAllAsync([.. HostileObjects.All()], []);

    private static async Task SendAllAsync(IReadOnlyList<RawObject> objects, Dictionary<string, string> expectations)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), ["studies.quietSeconds=1"], cancellationToken);
        Footprint before = Footprint.Of(appliance);
        IReadOnlyList<string> calls;
        var outcomes = new Dictionary<string, int>();
        await using (Strace strace = await Strace.AttachAsync(appliance.ProcessId, folder, [WrittenPaths.Trace], cancellationToken))
        {
            foreach (RawObject one in objects)
            {
                string outcome = await SendAsync(appliance, one);
                string expected = expectations.GetValueOrDefault(one.Name, "any outcome");
                Assert.True(Agrees(expected, outcome), $"{one.Name} was answered '{outcome}', but expected: {expected}");
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            }

            calls = await strace.DetachAsync(cancellationToken);
        }

        Assert.Equal([], WrittenPaths.Outside(calls, appliance.Data.Root));
        Assert.Empty(Directory.EnumerateFileSystemEntries(appliance.Data.InboxPartial));
        await SettlesAsync(appliance, cancellationToken);
        await HonestSender.SendAsync(appliance, folder.Sub("honest"), 10, cancellationToken);
        Footprint after = await before.ReturnsAsync(appliance, MostFurtherDescriptors, MostFurtherThreads, cancellationToken);
        TestContext.Current.SendDiagnosticMessage(
            $"{objects.Count} hostile objects: {string.Join(", ", outcomes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} x {pair.Key}"))}; before {before}, after {after}, at most {appliance.PeakResidentBytes >> 20} MiB");
        Assert.InRange(appliance.PeakResidentBytes >> 20, 0, MostResidentMiB);
        Assert.Equal(0, await appliance.StopAsync(cancellationToken));
    }

    /// <summary>What must be refused is, and what must be accepted is stored; elsewhere the expectation leaves both open.</summary>
    private static bool Agrees(string expectation, string outcome) => expectation switch
    {
        "accept" => outcome.Contains("RSP 0000", StringComparison.Ordinal),
        "reject" or "reject; bounded memory" or "reject or repair" or "refused by a size/ratio limit; memory stays bounded" => !outcome.Contains("RSP 0000", StringComparison.Ordinal),
        _ when expectation.StartsWith("reject or quarantine", StringComparison.Ordinal) => !outcome.Contains("RSP 0000", StringComparison.Ordinal),
        _ => true,
    };

    /// <summary>Sends one and holds what is on disk against the answer.</summary>
    private static async Task<string> SendAsync(Appliance appliance, RawObject one)
    {
        int before = StoredFiles(appliance);
        using var peer = new RawPeer(appliance.DicomPort, Patience, tellsRefusals: true);
        string answer = await peer.ConverseAsync([one.Conversation()]);
        int stored = StoredFiles(appliance) - before;
        Assert.False(appliance.HasExited, $"{one.Name} ended the runtime. The end of its log:\n{appliance.LogTail()}");
        Assert.True(answer.EndsWith("closed", StringComparison.Ordinal), $"{one.Name} hung: {answer}");
        bool isStored = answer == "AC RSP 0000 RP closed";

        // An object that came before, the same, needs no second file.
        Assert.True(isStored ? stored is 0 or 1 : stored == 0, $"{one.Name} was answered '{answer}' and left {stored} files.");
        return isStored ? $"{answer} ({(stored == 1 ? "stored" : "had it")})" : answer;
    }

    /// <summary>Objects, whole or not: the inbox also keeps what it knows of them.</summary>
    private static int StoredFiles(Appliance appliance) => Directory.EnumerateFiles(appliance.Data.Inbox, "*", SearchOption.AllDirectories)
        .Count(path => path.EndsWith(".dcm", StringComparison.Ordinal) || path.EndsWith(".part", StringComparison.Ordinal));

    /// <summary>Waits until no study waits and no job is to be done, whatever came of it.</summary>
    private static Task SettlesAsync(Appliance appliance, CancellationToken cancellationToken) => Poll.UntilAsync(
        async () =>
        {
            IReadOnlyList<StudySummary> studies = await appliance.GetAsync("/v1/studies?limit=1000", EdgeJson.Default.IReadOnlyListStudySummary, cancellationToken);
            StudySummary? open = studies.FirstOrDefault(study => study.State != "complete" || study.Units.Any(unit => unit.State is "waiting" or "queued" or "leased" or "running"));
            return open is null ? null : $"study {open.StudyInstanceUid} is {open.State}, its units {string.Join(", ", open.Units.Select(unit => unit.State))}";
        },
        WorkInterval,
        WorkLimit,
        cancellationToken);
}

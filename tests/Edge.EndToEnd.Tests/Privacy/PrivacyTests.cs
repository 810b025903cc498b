using System.IO.Compression;
using Edge.Contracts;
using Edge.Dicom.Tests.Network;
using Edge.Mqtt.Tests;

namespace Edge.EndToEnd.Tests;

/// <summary>
/// Nothing of PS3.15 Table E.1-1 leaves the appliance other than in DICOM, or enters a log or a file name, except UIDs in local logs and paths: a real model
/// runs on objects that hold a canary in every such attribute, and every output is searched. No output holds what a terminal obeys.
/// </summary>
public sealed class PrivacyTests
{
    private const string Stow = """web.stow={"listener":null,"maxRequests":4,"maxParts":100,"maxRequestMiB":100,"maxRequestSeconds":60,"minKiBPerSecond":1,"maxMiBPerSecond":null}""";

    // E.1-1 of early 2025 has 621 rows; three name a group alone and are one example each here.
    private const int LeastAttributes = 621;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly string[][] Verbs =
    [
        ["study", "list"], ["inbox", "list"], ["inbox", "list", "--flagged"], ["inbox", "conflicts"], ["inbox", "verify"], ["job", "list"], ["result", "list"], ["outbox", "list"],
        ["commitment", "list"], ["model", "list"], ["health"], ["fault", "list"], ["stow", "list"],
    ];

    private static readonly string[] Pages = ["/", "/v1/health", "/v1/studies", "/v1/results", "/v1/jobs", "/v1/outbox", "/v1/models", "/v1/commitments", "/healthz", "/readyz"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Canaries_InEveryConfidentialAttribute_AreFoundInNoOutput()
    {
        Assert.True(Canaries.TableRows >= LeastAttributes);
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, "#");
        using var folder = new TemporaryFolder();
        DemonstrationSet set = await DemonstrationSet.WriteAsync(Path.Combine(folder.Path, "set"), Cancelled);
        Canaries canaries = await Canaries.WriteAsync(set.Study("radiograph").Files[0], folder.Sub("made"), Cancelled);
        await using Appliance appliance = await Appliance.StartAsync(
            Path.Combine(folder.Path, "data"), ["studies.quietSeconds=0.5", "mqtt.host=127.0.0.1", $"mqtt.port={broker.Port}", "mqtt.acknowledge=false", Stow], Cancelled);

        await SendAsync(appliance, canaries, "right", "AC RSP 0000 RP closed");
        await SettlesAsync(appliance);
        foreach (string other in (string[])["right", "wrong", "lost", "other"])
        {
            await SendAsync(appliance, canaries, other, "AC RSP 0000 RP closed");
        }

        await SendAsync(appliance, canaries, "cut", "AC RSP C000 RP closed");
        await SettlesAsync(appliance);
        IReadOnlyList<ResultSummary> results = await Trial.ResultsAsync(appliance, Cancelled);
        Assert.Contains(results, result => result.Outcome == ResultOutcome.Completed);

        List<(string Where, string Text)> local = [.. await LocalAsync(appliance, folder)];
        List<(string Where, string Text)> leaving = await MessagesAsync(operations);
        Assert.Equal([], Found(local, canaries.Texts));
        Assert.Equal([], Found(leaving, [.. canaries.Texts, .. canaries.Uids, results[0].StudyInstanceUid]));
        Assert.Equal([], Controls(local));

        // A support bundle and the audit log leave the appliance too.
        List<(string Where, string Text)> taken = [.. await TakenAwayAsync(appliance, folder)];
        Assert.Contains(taken, file => file.Where == "log.txt" && file.Text.Contains("uid-", StringComparison.Ordinal));
        Assert.Equal([], Found(taken, [.. canaries.Texts, .. canaries.Uids, results[0].StudyInstanceUid]));

        // What is meant to show patients' data shows it, and is harmless all the same.
        string conflict = (await appliance.GetAsync("/v1/inbox/conflicts", EdgeJson.Default.IReadOnlyListConflictView, Cancelled))[0].SopInstanceUid;
        Outcome shown = await Trial.EdgectlAsync(appliance, Cancelled, "inbox", "conflicts", conflict);
        Outcome dumped = await Tool.RunAsync(Checkout.Program("edgectl"), "edgectl", ["dicom", "dump", canaries.File("other")], Cancelled);
        Assert.Contains("CNRYOTHER", shown.Output, StringComparison.Ordinal);
        Assert.Contains("CNRYTITLE", dumped.Output, StringComparison.Ordinal);
        Assert.Equal([], Controls([("inbox conflicts", shown.Output), ("dicom dump", dumped.Output)]));
        Assert.Equal(0, await appliance.StopAsync(Cancelled));
    }

    private static async Task SendAsync(Appliance appliance, Canaries canaries, string name, string expected)
    {
        using var peer = new RawPeer(appliance.DicomPort, Limit, tellsRefusals: true);
        string answer = await peer.ConverseAsync([RawObject.OfFile(canaries.File(name)).Conversation()]);
        Assert.Equal(expected, answer);
    }

    private static Task SettlesAsync(Appliance appliance) => Poll.UntilAsync(
        async () =>
        {
            IReadOnlyList<StudySummary> studies = await Trial.StudiesAsync(appliance, Cancelled);
            bool isOpen = studies.Count == 0 || studies.Any(study => study.State != "complete" || study.Units.Count == 0 || study.Units.Any(unit => unit.State is "waiting" or "queued" or "leased" or "running"));
            return isOpen ? $"studies are open: {string.Join("; ", studies.SelectMany(study => study.Units))}" : null;
        },
        Interval,
        Limit,
        Cancelled);

    /// <summary>The log, the names of files, what the page serves, and what edgectl lists.</summary>
    private static async Task<IReadOnlyList<(string Where, string Text)>> LocalAsync(Appliance appliance, TemporaryFolder folder)
    {
        List<(string, string)> outputs = [];
        foreach (string[] verb in Verbs)
        {
            Outcome table = await Trial.EdgectlAsync(appliance, Cancelled, verb);
            Assert.True(table.ExitCode == 0 || verb[0] == "health", $"{verb[0]}: {table.Errors}");
            outputs.Add(($"edgectl {string.Join(' ', verb)}", table.Output + table.Errors));
        }

        foreach (StudySummary study in await Trial.StudiesAsync(appliance, Cancelled))
        {
            foreach (string[] verb in (string[][])[["study", "show"], ["route", "explain"]])
            {
                Outcome shown = await Trial.EdgectlAsync(appliance, Cancelled, [.. verb, study.StudyInstanceUid]);
                outputs.Add((verb[0], shown.Output + shown.Errors));
            }
        }

        using var page = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{appliance.WebPort}") };
        foreach (string path in Pages)
        {
            outputs.Add((path, await page.GetStringAsync(new Uri(path, UriKind.Relative), Cancelled)));
        }

        outputs.Add(("log", await File.ReadAllTextAsync(Path.Combine(folder.Path, "edge-runtime.log"), Cancelled)));
        outputs.Add(("file names", string.Join('\n', Directory.EnumerateFileSystemEntries(appliance.Data.Root, "*", SearchOption.AllDirectories))));
        return outputs;
    }

    /// <summary>Every file of a support bundle, and the audit log.</summary>
    private static async Task<IReadOnlyList<(string Where, string Text)>> TakenAwayAsync(Appliance appliance, TemporaryFolder folder)
    {
        string file = Path.Combine(folder.Path, "bundle.zip");
        Outcome made = await Trial.EdgectlAsync(appliance, Cancelled, "support-bundle", file);
        Assert.True(made.ExitCode == 0, made.Errors);
        Outcome audit = await Trial.EdgectlAsync(appliance, Cancelled, "audit", "export");
        List<(string, string)> texts = [("audit export", audit.Output)];
        await using ZipArchive zip = await ZipFile.OpenReadAsync(file, Cancelled);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using var text = new StreamReader(await entry.OpenAsync(Cancelled));
            texts.Add((entry.Name, await text.ReadToEndAsync(Cancelled)));
        }

        return texts;
    }

    /// <summary>Every message until all results were heard of.</summary>
    private static async Task<List<(string Where, string Text)>> MessagesAsync(Peer operations)
    {
        List<(string, string)> heard = [];
        bool isResult;
        do
        {
            string message = await operations.NextAsync();
            heard.Add(("MQTT", message));
            isResult = message.Contains("/results ", StringComparison.Ordinal);
        }
        while (!isResult);

        return heard;
    }

    private static IEnumerable<string> Found(IEnumerable<(string Where, string Text)> outputs, IReadOnlyList<string> canaries) =>
        from output in outputs
        from canary in canaries
        let at = output.Text.IndexOf(canary, StringComparison.OrdinalIgnoreCase)
        where at >= 0
        select $"{canary} in {output.Where}: …{output.Text[Math.Max(0, at - 80)..Math.Min(output.Text.Length, at + 80)]}…";

    private static IEnumerable<string> Controls(IEnumerable<(string Where, string Text)> outputs) =>
        from output in outputs
        let control = output.Text.FirstOrDefault(letter => (char.IsControl(letter) && letter is not ('\n' or '\t')) || letter is '\u202e')
        where control != default
        select $"U+{(int)control:X4} in {output.Where}";
}

using System.Globalization;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>Results on their way to archives that behave, and to archives that do not.</summary>
public sealed class DeliveryTests : IDisposable
{
    private const string SegmentationStorage = "1.2.840.10008.5.1.4.1.1.66.4";
    private const int Objects = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder _folder = new();
    private readonly int _edgePort = OrthancServer.FreePort();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Orthanc_GetsEveryObject_AndItIsDeliveredOnceOrthancHasCommitted()
    {
        int port = OrthancServer.FreePort();
        using OrthancServer orthanc = await OrthancServer.StartAsync(_folder.Sub("orthanc"), "ORTHANC", port, "EDGE", _edgePort, Cancel);
        await using Appliance appliance = await StartAsync(("orthanc", port, true));
        await Trial.WaitAsync(appliance, await Trial.SendPhantomAsync(appliance, _folder, PhantomKind.Radiograph, Cancel), Cancel, "done");
        await UntilAsync(appliance, "pacs:orthanc", "delivered");

        IReadOnlyDictionary<string, byte[]> held = await orthanc.HeldAsync(Cancel);
        Assert.Equal(DigestsMade(appliance), held.ToDictionary(one => one.Key, one => DigestOf(one.Value)));
        CommitmentView asked = (await appliance.GetAsync("/v1/commitments", EdgeJson.Default.IReadOnlyListCommitmentView, Cancel))[^1];
        Assert.Equal(("orthanc", "done"), (asked.Pacs, asked.State));
        Assert.All((await RowsAsync(appliance)).Where(row => row.Destination == "pacs:orthanc"), row => Assert.Equal((0, (string?)null), (row.Attempts, row.Reason)));
    }

    [Fact]
    public async Task Dead_Refusing_Slow_AndHalfAcceptingArchives_LoseNothingAndHoldUpNobody()
    {
        int good = OrthancServer.FreePort();
        int dead = OrthancServer.FreePort();
        using OrthancServer orthanc = await OrthancServer.StartAsync(_folder.Sub("orthanc"), "GOOD", good, "EDGE", _edgePort, Cancel);
        using StoreScp refusing = await StartScpAsync("refusing", "--refuse");
        using StoreScp aborting = await StartScpAsync("aborting", "--abort-after");
        using StoreScp slow = await StartScpAsync("slow", "--sleep-after", "1");
        using StoreScp oldSyntax = await StartScpAsync("implicit", "+xi");
        using StoreScp half = await StartScpAsync("half", "-xf", OnlySegmentation(), "Only");
        await using Appliance appliance = await StartAsync(
            ("good", good, false), ("dead", dead, false), ("refusing", refusing.Port, false), ("aborting", aborting.Port, false),
            ("slow", slow.Port, false), ("implicit", oldSyntax.Port, false), ("half", half.Port, false));
        await Trial.WaitAsync(appliance, await Trial.SendPhantomAsync(appliance, _folder, PhantomKind.Radiograph, Cancel), Cancel, "done");

        await UntilAsync(appliance, "pacs:good", "delivered");
        await UntilAsync(appliance, "pacs:slow", "delivered");
        await UntilAsync(appliance, "pacs:implicit", "delivered");
        Dictionary<string, string> made = DigestsMade(appliance);
        Assert.Equal(made, (await orthanc.HeldAsync(Cancel)).ToDictionary(one => one.Key, one => DigestOf(one.Value)));
        Assert.Equal(made.Values.Order(StringComparer.Ordinal), Directory.GetFiles(slow.Folder).Select(Part10.DataSetDigest).Order(StringComparer.Ordinal));
        await SameInImplicitAsync(appliance, oldSyntax.Folder);

        // Half of it taken, the other half the operator's, with the reason.
        await UntilAsync(async () => (await RowsAsync(appliance)).Where(row => row.Destination == "pacs:half").All(row => row.State != "waiting") ? null : "half still waits");
        OutboxRowView[] halves = [.. (await RowsAsync(appliance)).Where(row => row.Destination == "pacs:half")];
        Assert.Single(halves, row => row.State == "delivered");
        Assert.All(halves.Where(row => row.State != "delivered"), row => Assert.Equal(("set-aside", true), (row.State, row.Reason!.Contains("takes no", StringComparison.Ordinal))));

        // What is wrong shows, and nothing is lost.
        Dictionary<string, OutboxDestinationView> states = await DestinationsAsync(appliance);
        foreach (string destination in (string[])["pacs:dead", "pacs:refusing", "pacs:aborting"])
        {
            Assert.NotNull(states[destination].Trouble);
            Assert.Equal(Objects, states[destination].Waiting + states[destination].SetAside);
        }

        string fault = (await appliance.FaultAsync("pacs-unreachable", Cancel))!;
        Assert.All((string[])["dead", "refusing", "aborting"], name => Assert.Contains(name + ":", fault, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(refusing.Folder));

        // The dead one comes back, and an operator does not want to wait.
        using StoreScp risen = await StoreScp.StartAsync(_folder.Sub("dead"), dead, [], Cancel);
        Outcome retried = await Trial.EdgectlAsync(appliance, Cancel, "outbox", "retry", "--destination", "pacs:dead");
        Assert.Equal(0, retried.ExitCode);
        await UntilAsync(appliance, "pacs:dead", "delivered");
        await UntilAsync(async () => (await appliance.FaultAsync("pacs-unreachable", Cancel))?.Contains("dead:", StringComparison.Ordinal) == true ? "the fault still names it" : null);
        Assert.Equal(made.Values.Order(StringComparer.Ordinal), Directory.GetFiles(risen.Folder).Select(Part10.DataSetDigest).Order(StringComparer.Ordinal));
        Outcome shown = await Trial.EdgectlAsync(appliance, Cancel, "outbox", "destinations");
        Assert.Contains("pacs:refusing", shown.Output, StringComparison.Ordinal);
    }

    /// <summary>DCMTK reads what was encoded anew, and finds the same in it.</summary>
    private static async Task SameInImplicitAsync(Appliance appliance, string folder)
    {
        Dictionary<string, string> made = MadeFiles(appliance).ToDictionary(file => file.Sop, file => file.Path);
        string[] files = Directory.GetFiles(folder);
        Assert.Equal(made.Count, files.Length);
        foreach (string file in files)
        {
            Outcome taken = await Tool.RunAsync("dcmdump", "dcmtk", ["-q", "+L", "+W", folder, file], Cancel);
            string sop = made.Keys.Single(uid => taken.Output.Contains($"[{uid}]", StringComparison.Ordinal));
            Outcome sent = await Tool.RunAsync("dcmdump", "dcmtk", ["-q", "+L", "+W", folder, made[sop]], Cancel);
            Assert.Contains("=LittleEndianImplicit", taken.Output, StringComparison.Ordinal);
            Assert.Equal(Values(sent.Output), Values(taken.Output));
        }
    }

    /// <summary>Tags and values without lengths, groups 0002 and delimiters, which the encoding decides.</summary>
    private static string[] Values(string dump) =>
    [
        .. dump.Split('\n')
            .Select(line => line.TrimStart())
            .Where(line => line.StartsWith('(') && !line.StartsWith("(0002", StringComparison.Ordinal) && !line.StartsWith("(fffe", StringComparison.Ordinal))
            .Where(line => !line.StartsWith("(7fe0,0010)", StringComparison.Ordinal))
            .Select(line => line.Contains(" SQ ", StringComparison.Ordinal) ? line[..11] : line.Split('#')[0].TrimEnd()),
    ];

    private static IEnumerable<(string Sop, string Path)> MadeFiles(Appliance appliance) =>
        from folder in Directory.GetDirectories(appliance.Data.Results)
        let document = System.Text.Json.JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, ResultDocument.FileName)), EdgeJson.Default.ResultDocument)!
        from one in document.Objects
        select (one.SopInstanceUid, Path.Combine(folder, one.File));

    private static Dictionary<string, string> DigestsMade(Appliance appliance)
    {
        var made = MadeFiles(appliance).ToDictionary(file => file.Sop, file => Part10.DataSetDigest(file.Path));
        Assert.Equal(Objects, made.Count);
        return made;
    }

    private string DigestOf(byte[] file)
    {
        string path = Path.Combine(_folder.Path, "held.dcm");
        File.WriteAllBytes(path, file);
        return Part10.DataSetDigest(path);
    }

    private static Task<IReadOnlyList<OutboxRowView>> RowsAsync(Appliance appliance) =>
        appliance.GetAsync("/v1/outbox", EdgeJson.Default.IReadOnlyListOutboxRowView, Cancel);

    private static async Task<Dictionary<string, OutboxDestinationView>> DestinationsAsync(Appliance appliance) =>
        (await appliance.GetAsync("/v1/outbox/destinations", EdgeJson.Default.IReadOnlyListOutboxDestinationView, Cancel)).ToDictionary(one => one.Destination);

    private static Task UntilAsync(Appliance appliance, string destination, string state) => UntilAsync(async () =>
    {
        OutboxRowView[] rows = [.. (await RowsAsync(appliance)).Where(row => row.Destination == destination)];
        return rows.Length == Objects && rows.All(row => row.State == state) ? null : $"{string.Join("; ", rows.Select(row => row.ToString()))}\n{appliance.LogTail()}";
    });

    private static Task UntilAsync(Func<Task<string?>> missing) => Poll.UntilAsync(missing, Interval, Limit, Cancel);

    private Task<StoreScp> StartScpAsync(string name, params string[] options) => StoreScp.StartAsync(_folder.Sub(name), OrthancServer.FreePort(), options, Cancel);

    /// <summary>A configuration of DCMTK's association negotiation that takes one SOP class.</summary>
    private string OnlySegmentation()
    {
        string path = Path.Combine(_folder.Path, "only.cfg");
        File.WriteAllText(path, $"""
            [[TransferSyntaxes]]
            [Uncompressed]
            TransferSyntax1 = LocalEndianExplicit
            TransferSyntax2 = LittleEndianImplicit
            [[PresentationContexts]]
            [Segmentation]
            PresentationContext1 = {SegmentationStorage}\Uncompressed
            [[Profiles]]
            [Only]
            PresentationContexts = Segmentation
            """);
        return path;
    }

    private Task<Appliance> StartAsync(params (string Name, int Port, bool Commits)[] archives) => Appliance.StartAsync(
        Path.Combine(_folder.Path, "data"),
        [
            .. ModelDouble.Install(_folder.Sub("models"), ["objects"]), "dicom.aeTitle=EDGE", string.Create(CultureInfo.InvariantCulture, $"dicom.listeners.0.port={_edgePort}"),
            Archives.Setting(archives),
        ],
        Cancel);
}

using System.Globalization;
using System.Text.Json.Nodes;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>Storage commitment with Orthanc on every side: the scanner that asks us, the archive that we ask, and both through edgectl.</summary>
public sealed class CommitmentTests : IDisposable
{
    private const int Instances = 3;
    private const int Kills = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder _folder = new();
    private readonly IReadOnlyList<InstanceUids> _uids = InstanceUids.NewStudy(Instances + 1);
    private readonly int _port = OrthancServer.FreePort();
    private readonly int _archivePort = OrthancServer.FreePort();
    private readonly int _scannerPort = OrthancServer.FreePort();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Scanner_AsksUs_IsToldWhatTheArchiveCommitted_AndNothingElse()
    {
        WriteSlices();
        await using Appliance appliance = await StartApplianceAsync();
        using OrthancServer archive = await StartArchiveAsync();
        using OrthancServer scanner = await StartScannerAsync();
        await SendAsync(_archivePort, "ARCHIVE", Slice(0), Slice(1));
        await SendAsync(_scannerPort, "SCANNER", Slice(0), Slice(1), Slice(2));
        Assert.Equal(Instances, await scanner.SendAllAsync(Cancel));

        // The fourth was never sent to us.
        string transaction = await scanner.AskToCommitAsync(_uids.Select(uids => (Phantom.CtImage, uids.Instance)), Cancel);
        JsonNode told = await scanner.CommitmentReportAsync(transaction, Limit, Cancel);
        Assert.Equal("Failure", (string)told["Status"]!);
        Assert.Equal([_uids[0].Instance, _uids[1].Instance], Uids(told["Success"]!).Order(StringComparer.Ordinal));
        Assert.Equal(Sorted(_uids[2].Instance, _uids[3].Instance), Uids(told["Failures"]!).Order(StringComparer.Ordinal));
        Assert.All(told["Failures"]!.AsArray(), failure => Assert.Equal(0x0112, (int)failure!["FailureReason"]!));
        CommitmentView row = Assert.Single(await ListAsync(appliance));
        Assert.Equal(("done", 2, 2, "SCANNER"), (row.State, row.Committed, row.Failed, row.Requester));
    }

    [Fact]
    public async Task Requests_SurviveKills_AndAnArchiveThatIsDown()
    {
        WriteSlices();
        using OrthancServer scanner = await StartScannerAsync();
        await SendAsync(_scannerPort, "SCANNER", Slice(0), Slice(1), Slice(2));
        var transactions = new List<string>();
        for (int kill = 0; kill < Kills; kill++)
        {
            await using Appliance killed = await StartApplianceAsync();
            if (kill == 0)
            {
                await scanner.SendAllAsync(Cancel);
            }

            // Taken with Success means owed, however soon the end comes.
            transactions.Add(await scanner.AskToCommitAsync(_uids.Take(Instances).Select(uids => (Phantom.CtImage, uids.Instance)), Cancel));
            killed.Kill();
        }

        await using Appliance last = await StartApplianceAsync();
        await Poll.UntilAsync(
            async () => (await ListAsync(last)) is { Count: Kills } rows && rows.All(row => row is { State: "asking", Reason: not null }) ? null : "the archive was not tried",
            TimeSpan.FromMilliseconds(100),
            Limit,
            Cancel);

        // It has everything before it can be asked: an archive that is asked before says no, and that is the answer.
        int elsewhere = OrthancServer.FreePort();
        using (await OrthancServer.StartAsync(_folder.Sub("archive"), "ARCHIVE", elsewhere, "EDGE", _port, Cancel))
        {
            await SendAsync(elsewhere, "ARCHIVE", Slice(0), Slice(1), Slice(2));
        }

        using OrthancServer archive = await StartArchiveAsync();
        foreach (string transaction in transactions)
        {
            JsonNode told = await scanner.CommitmentReportAsync(transaction, Limit, Cancel);
            Assert.Equal(("Success", Instances), ((string)told["Status"]!, told["Success"]!.AsArray().Count));
        }
    }

    [Fact]
    public async Task EveryAssociation_OverTls_IsTheSame()
    {
        WriteSlices();
        OpensslAuthority authority = await OpensslAuthority.MakeAsync(_folder.Sub("ca"), Cancel);
        TlsFiles tls = await authority.IssueAsync("everyone", "serverAuth,clientAuth", 90, Cancel);
        await using Appliance appliance = await StartApplianceAsync(tls);
        using OrthancServer archive = await StartArchiveAsync(tls);
        using OrthancServer scanner = await StartScannerAsync(tls);
        await SendAsync(_archivePort, "ARCHIVE", [Slice(0), .. tls.EdgectlOptions]);
        await SendAsync(_scannerPort, "SCANNER", [Slice(0), .. tls.EdgectlOptions]);
        await scanner.SendAllAsync(Cancel);
        string transaction = await scanner.AskToCommitAsync([(Phantom.CtImage, _uids[0].Instance)], Cancel);
        JsonNode told = await scanner.CommitmentReportAsync(transaction, Limit, Cancel);
        Assert.Equal("Success", (string)told["Status"]!);
        Outcome asked = await CommitAsync(_port, "EDGE", [Slice(0), .. tls.EdgectlOptions]);
        Assert.True(asked.ExitCode == 0, asked.Errors);
    }

    [Fact]
    public async Task Edgectl_AsksOrthanc_AndUs()
    {
        WriteSlices();
        await using Appliance appliance = await StartApplianceAsync();
        int listen = OrthancServer.FreePort();
        using (OrthancServer other = await OrthancServer.StartAsync(_folder.Sub("other"), "OTHER", OrthancServer.FreePort(), "EDGECTL", listen, Cancel))
        {
            await SendAsync(other.DicomPort, "OTHER", Slice(0), Slice(1));
            Outcome all = await CommitAsync(other.DicomPort, "OTHER", "--listen", $"{listen}", Slice(0), Slice(1));
            Assert.True(all.ExitCode == 0, all.Errors);
            Outcome some = await CommitAsync(other.DicomPort, "OTHER", "--listen", $"{listen}", "--json", Slice(0), Slice(2));
            Assert.Equal(1, some.ExitCode);
            Assert.Equal([true, false], JsonNode.Parse(some.Output)!["instances"]!.AsArray().Select(one => (bool)one!["committed"]!));
            Outcome deaf = await CommitAsync(other.DicomPort, "OTHER", "--wait", "1", Slice(0));
            Assert.Equal(1, deaf.ExitCode);
            Assert.Contains("--listen", deaf.Errors, StringComparison.Ordinal);
        }

        // To us, on the association of the request; the SOP class is that of the object that is stored here.
        using OrthancServer archive = await StartArchiveAsync();
        await SendAsync(_archivePort, "ARCHIVE", Slice(0));
        await SendAsync(_port, "EDGE", Slice(0), Slice(1));
        Outcome one = await CommitAsync(_port, "EDGE", "--data", appliance.Data.Root, _uids[0].Instance);
        Assert.True(one.ExitCode == 0, one.Errors);
        Outcome both = await CommitAsync(_port, "EDGE", "--sop-class", Phantom.CtImage, "--json", _uids[0].Instance, _uids[1].Instance);
        Assert.Equal((1, "ARCHIVE"), (both.ExitCode, (string)JsonNode.Parse(both.Output)!["retrieveAeTitle"]!));
        Outcome list = await Tool.RunAsync(Checkout.Program("edgectl"), "", ["commitment", "list", "--data", appliance.Data.Root], Cancel);
        Assert.Contains("EDGECTL", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Appliance_AsItComes_RefusesStorageCommitment()
    {
        WriteSlices();
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(_folder.Path, "data"), ["routes=[]"], Cancel);
        Outcome refused = await CommitAsync(appliance.DicomPort, "EDGE", Slice(0));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("does not offer storage commitment", refused.Errors, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Uids(JsonNode list) => list.AsArray().Select(one => (string)one!["SOPInstanceUID"]!);

    private static IEnumerable<string> Sorted(params string[] uids) => uids.Order(StringComparer.Ordinal);

    private static Task<IReadOnlyList<CommitmentView>> ListAsync(Appliance appliance) =>
        appliance.GetAsync("/v1/commitments", EdgeJson.Default.IReadOnlyListCommitmentView, Cancel);

    private static async Task SendAsync(int port, string called, params string[] files)
    {
        Outcome sent = await Tool.RunAsync(
            Checkout.Program("edgectl"), "", ["dicom", "send", Peer(port), "--called", called, "--calling", "SENDER", .. files], Cancel);
        Assert.True(sent.ExitCode == 0, sent.Errors);
    }

    private static Task<Outcome> CommitAsync(int port, string called, params string[] arguments) =>
        Tool.RunAsync(Checkout.Program("edgectl"), "", ["dicom", "commit", Peer(port), "--called", called, .. arguments], Cancel);

    private static string Peer(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private string Slice(int index) => Path.Combine(_folder.Path, $"{index}.dcm");

    private void WriteSlices()
    {
        for (int index = 0; index < _uids.Count; index++)
        {
            File.WriteAllBytes(Slice(index), Phantom.File(_uids[index], PhantomKind.CtSlice, index));
        }
    }

    private Task<Appliance> StartApplianceAsync(TlsFiles? tls = null)
    {
        JsonObject? Client() => tls is null
            ? null
            : new JsonObject { ["ca"] = tls.Authority, ["certificate"] = tls.Certificate, ["key"] = tls.Key, ["serverName"] = null };
        var pacs = new JsonArray(new JsonObject
        {
            ["name"] = "archive",
            ["host"] = "127.0.0.1",
            ["port"] = _archivePort,
            ["aeTitle"] = "ARCHIVE",
            ["tls"] = Client(),
            ["commitment"] = new JsonObject { ["aeTitle"] = null, ["port"] = null, ["waitSeconds"] = 0, ["reportSeconds"] = 60, ["giveUpSeconds"] = 600 },
        });
        var provider = new JsonObject
        {
            ["pacs"] = "archive",
            ["requesters"] = new JsonObject { ["SCANNER"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = _scannerPort, ["tls"] = Client() } },
            ["giveUpSeconds"] = 600,
        };
        string[] listener = tls is null ? [] : [tls.Listener(0, "required")];
        return Appliance.StartAsync(
            Path.Combine(_folder.Path, "data"),
            [
                "routes=[]", "dicom.aeTitle=EDGE", .. listener, $"dicom.listeners.0.port={_port}", $"pacs={pacs.ToJsonString()}",
                $"dicom.commitment={provider.ToJsonString()}",
            ],
            Cancel);
    }

    private Task<OrthancServer> StartArchiveAsync(TlsFiles? tls = null) =>
        OrthancServer.StartAsync(_folder.Sub("archive"), "ARCHIVE", _archivePort, "EDGE", _port, Cancel, tls);

    private Task<OrthancServer> StartScannerAsync(TlsFiles? tls = null) =>
        OrthancServer.StartAsync(_folder.Sub("scanner"), "SCANNER", _scannerPort, "EDGE", _port, Cancel, tls);
}

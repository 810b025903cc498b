using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Edge.EndToEnd.Tests;

/// <summary>Debian's Orthanc on free loopback ports, with an empty store and one peer to send to, named "edge".</summary>
internal sealed class OrthancServer : IDisposable
{
    // From Debian's orthanc-dicomweb.
    private const string DicomWebPlugin = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so";

    private static readonly TimeSpan StartInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly HttpClient _api;

    private OrthancServer(Process process, int dicomPort, int webPort)
    {
        _process = process;
        DicomPort = dicomPort;
        _api = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{webPort}")) };
    }

    public int DicomPort { get; }

    /// <summary>Starts it.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="peerAe">AE title of the peer "edge".</param>
    /// <param name="peerPort">Its port on loopback.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="tls">Speaks TLS in both directions, as whom and believing whom; null: plain DICOM.</param>
    /// <param name="dicomWeb">Configures its DICOMweb plugin; null: none.</param>
    public static Task<OrthancServer> StartAsync(
        string folder, string peerAe, int peerPort, CancellationToken cancellationToken, TlsFiles? tls = null, JsonObject? dicomWeb = null) =>
        StartAsync(folder, "ORTHANC", FreePort(), peerAe, peerPort, cancellationToken, tls, dicomWeb);

    /// <summary>Starts it under an AE title and on a port of its own.</summary>
    public static async Task<OrthancServer> StartAsync(
        string folder, string aeTitle, int dicomPort, string peerAe, int peerPort, CancellationToken cancellationToken, TlsFiles? tls = null, JsonObject? dicomWeb = null)
    {
        int webPort = FreePort();
        string configuration = Path.Combine(folder, "orthanc.json");
        await File.WriteAllTextAsync(configuration, Configuration(folder, aeTitle, dicomPort, webPort, peerAe, peerPort, tls, dicomWeb), cancellationToken);
        Process process = Tool.Start("Orthanc", "orthanc", [configuration]);
        process.StandardInput.Close();
        _ = process.StandardOutput.ReadToEndAsync(cancellationToken);
        _ = process.StandardError.ReadToEndAsync(cancellationToken);
        var server = new OrthancServer(process, dicomPort, webPort);
        await Poll.UntilAsync(() => server.MissingAsync(cancellationToken), StartInterval, StartLimit, cancellationToken);
        return server;
    }

    /// <summary>A port on loopback that nothing listened on a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Has it send every instance that it holds to "edge" over C-STORE, and returns how many it sent.</summary>
    public async Task<int> SendAllAsync(CancellationToken cancellationToken)
    {
        string[] instances = (await _api.GetFromJsonAsync<string[]>("/instances", cancellationToken))!;
        using HttpResponseMessage sent = await _api.PostAsJsonAsync("/modalities/edge/store", instances, cancellationToken);
        Assert.True(sent.IsSuccessStatusCode, $"Orthanc could not send: {await sent.Content.ReadAsStringAsync(cancellationToken)}");
        return instances.Length;
    }

    /// <summary>SOP Instance UIDs of all that it holds, with the file of each as it stored it.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> HeldAsync(CancellationToken cancellationToken)
    {
        var held = new Dictionary<string, byte[]>();
        foreach (string instance in (await _api.GetFromJsonAsync<string[]>("/instances", cancellationToken))!)
        {
            JsonNode described = (await _api.GetFromJsonAsync<JsonNode>($"/instances/{instance}", cancellationToken))!;
            held.Add((string)described["MainDicomTags"]!["SOPInstanceUID"]!, await _api.GetByteArrayAsync(new Uri($"/instances/{instance}/file", UriKind.Relative), cancellationToken));
        }

        return held;
    }

    /// <summary>What it knows of the patients, studies, series or instances that fit.</summary>
    public async Task<JsonArray> FindAsync(string level, JsonObject query, CancellationToken cancellationToken)
    {
        using HttpResponseMessage found = await _api.PostAsJsonAsync(
            "/tools/find", new JsonObject { ["Level"] = level, ["Expand"] = true, ["Query"] = query }, cancellationToken);
        return JsonNode.Parse(await found.Content.ReadAsStringAsync(cancellationToken))!.AsArray();
    }

    /// <summary>The file of an instance, by the name that it gave it, as it stored it.</summary>
    public Task<byte[]> FileAsync(string instance, CancellationToken cancellationToken) =>
        _api.GetByteArrayAsync(new Uri($"/instances/{instance}/file", UriKind.Relative), cancellationToken);

    /// <summary>SOP Instance UIDs that it holds of a study.</summary>
    public async Task<IReadOnlyList<string>> HeldAsync(string studyUid, CancellationToken cancellationToken)
    {
        JsonArray instances = await FindAsync("Instance", new JsonObject { ["StudyInstanceUID"] = studyUid }, cancellationToken);
        return [.. instances.Select(one => (string)one!["MainDicomTags"]!["SOPInstanceUID"]!)];
    }

    /// <summary>Has it ask "edge" for storage commitment, and returns the Transaction UID.</summary>
    /// <param name="instances">SOP classes and instances.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string> AskToCommitAsync(IEnumerable<(string SopClass, string SopInstance)> instances, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["DicomInstances"] = new JsonArray([.. instances.Select(one => new JsonArray(one.SopClass, one.SopInstance))]) };
        using HttpResponseMessage asked = await _api.PostAsJsonAsync("/modalities/edge/storage-commitment", request, cancellationToken);
        string answer = await asked.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(asked.IsSuccessStatusCode, $"Orthanc could not ask: {answer}");
        return (string)JsonNode.Parse(answer)!["ID"]!;
    }

    /// <summary>What it was told about a transaction, once it was.</summary>
    public async Task<JsonNode> CommitmentReportAsync(string transactionUid, TimeSpan limit, CancellationToken cancellationToken)
    {
        JsonNode? report = null;
        await Poll.UntilAsync(
            async () =>
            {
                report = await _api.GetFromJsonAsync<JsonNode>($"/storage-commitment/{transactionUid}", cancellationToken);
                return (string)report!["Status"]! == "Pending" ? "Orthanc was not told" : null;
            },
            StartInterval,
            limit,
            cancellationToken);
        return report!;
    }

    /// <summary>Takes files in, and has its DICOMweb plugin send them to the server "edge" in one Store transaction.</summary>
    /// <returns>How many it sent.</returns>
    public async Task<int> StoreOverWebAsync(IReadOnlyCollection<string> files, CancellationToken cancellationToken)
    {
        var resources = new JsonArray();
        foreach (string file in files)
        {
            using var content = new ByteArrayContent(await File.ReadAllBytesAsync(file, cancellationToken));
            using HttpResponseMessage taken = await _api.PostAsync(new Uri("/instances", UriKind.Relative), content, cancellationToken);
            JsonNode instance = JsonNode.Parse(await taken.Content.ReadAsStringAsync(cancellationToken))!;
            resources.Add((string?)instance["ID"]);
        }

        using HttpResponseMessage sent = await _api.PostAsJsonAsync(
            "/dicom-web/servers/edge/stow", new JsonObject { ["Resources"] = resources, ["Synchronous"] = true }, cancellationToken);
        Assert.True(
            sent.IsSuccessStatusCode,
            $"Orthanc could not send: {await sent.Content.ReadAsStringAsync(cancellationToken)}. Run tools/setup, which installs orthanc-dicomweb.");
        return files.Count;
    }

    public void Dispose()
    {
        _api.Dispose();
        Tool.Kill(_process);
        _process.Dispose();
    }

    private static string Configuration(string folder, string aeTitle, int dicomPort, int webPort, string peerAe, int peerPort, TlsFiles? tls, JsonObject? dicomWeb) => new JsonObject
    {
        ["DicomTlsEnabled"] = tls is not null,
        ["DicomTlsCertificate"] = tls?.Certificate ?? "",
        ["DicomTlsPrivateKey"] = tls?.Key ?? "",
        ["DicomTlsTrustedCertificates"] = tls?.Authority ?? "",
        ["Name"] = "edge-test",
        ["StorageDirectory"] = folder,
        ["IndexDirectory"] = folder,
        [nameof(DicomPort)] = dicomPort,
        ["HttpPort"] = webPort,
        ["DicomAet"] = aeTitle,
        ["Plugins"] = dicomWeb is null ? new JsonArray() : new JsonArray(DicomWebPlugin),
        ["DicomWeb"] = dicomWeb?.DeepClone() ?? new JsonObject(),
        ["RemoteAccessAllowed"] = false,
        ["AuthenticationEnabled"] = false,
        ["DicomModalities"] = new JsonObject
        {
            ["edge"] = new JsonObject { ["AET"] = peerAe, ["Host"] = "127.0.0.1", ["Port"] = peerPort, ["UseDicomTls"] = tls is not null },
        },
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    private async Task<string?> MissingAsync(CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage system = await _api.GetAsync(new Uri("/system", UriKind.Relative), cancellationToken);
            return system.IsSuccessStatusCode ? null : $"Orthanc says {(int)system.StatusCode}";
        }
        catch (HttpRequestException)
        {
            return _process.HasExited ? "Orthanc has ended" : "Orthanc does not answer";
        }
    }
}

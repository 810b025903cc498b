using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>Store transactions of others: curl, Python's requests, and Orthanc's DICOMweb plugin.</summary>
public sealed class StowPeerTests
{
    private const string Stow =
        """web.stow={"listener":null,"maxRequests":4,"maxParts":1000,"maxRequestMiB":4096,"maxRequestSeconds":300,"minKiBPerSecond":1,"maxMiBPerSecond":null}""";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Curl_SendsAStudy_ThatRunsLikeAnyOther()
    {
        using var folder = new TemporaryFolder();
        DemonstrationSet set = await DemonstrationSet.WriteAsync(Path.Combine(folder.Path, "set"), Cancellation);
        DemonstrationStudy radiograph = set.Study("radiograph");
        await using Appliance appliance = await StartAsync(folder, "studies.quietSeconds=1");
        string token = await TokenAsync(appliance, "CURL");
        string body = Path.Combine(folder.Path, "body");
        await File.WriteAllBytesAsync(body, await BodyAsync(radiograph.Files), Cancellation);

        (int status, JsonNode answer) = await CurlAsync($"http://127.0.0.1:{appliance.WebPort}/dicom-web/studies/{radiograph.StudyUid}", token, body);
        Assert.Equal(200, status);
        Assert.Equal(radiograph.Files.Count, answer["00081199"]!["Value"]!.AsArray().Count);
        UnitSummary unit = Assert.Single(await Trial.WaitAsync(appliance, radiograph.StudyUid, Cancellation, "done"));
        Assert.Equal(ResultOutcome.Completed, unit.Outcome);
        Assert.Equal("CURL sent nothing more for 1 s", Assert.Single(await Trial.StudiesAsync(appliance, Cancellation)).CompleteReason);

        // The data set is as it was sent, byte for byte, behind a meta header of our own.
        StudyDetail detail = await appliance.GetAsync($"/v1/studies/{radiograph.StudyUid}", EdgeJson.Default.StudyDetail, Cancellation);
        Assert.Equal(radiograph.Files.Select(DataSetHash).Order(), detail.Instances.Select(instance => DataSetHash(instance.Path)).Order());

        (status, _) = await CurlAsync($"http://127.0.0.1:{appliance.WebPort}/dicom-web/studies/9.9.9", token, body);
        Assert.Equal(409, status);
        Assert.Equal(0, (await Trial.EdgectlAsync(appliance, Cancellation, "stow", "remove", "CURL")).ExitCode);
        Assert.Equal(401, (await CurlAsync($"http://127.0.0.1:{appliance.WebPort}/dicom-web/studies", token, body)).Status);
    }

    [Fact]
    public async Task Requests_SendsChunks_InOneTransaction()
    {
        using var folder = new TemporaryFolder();
        DemonstrationSet set = await DemonstrationSet.WriteAsync(Path.Combine(folder.Path, "set"), Cancellation);
        DemonstrationStudy ct = set.Study("ct");
        await using Appliance appliance = await StartAsync(folder, "routes=[]");
        string token = await TokenAsync(appliance, "PYTHON");
        string script = Path.Combine(AppContext.BaseDirectory, "Stow", "store.py");
        string url = $"http://127.0.0.1:{appliance.WebPort}/dicom-web/studies";
        for (int times = 0; times < 2; times++)
        {
            // The second time nothing is stored, and the answer is the same.
            Outcome sent = await Tool.RunAsync("/usr/bin/python3", "python3-requests", [script, url, token, .. ct.Files], Cancellation);
            Assert.True(sent.ExitCode == 0, sent.Errors);
            Assert.Equal("200", sent.Output.Split('\n')[0]);
            Assert.Equal(ct.Files.Count, JsonNode.Parse(sent.Output.Split('\n')[1])!["00081199"]!["Value"]!.AsArray().Count);
            Assert.Equal(ct.Files.Count, Assert.Single(await Trial.StudiesAsync(appliance, Cancellation)).Instances);
        }
    }

    [Fact]
    public async Task Orthanc_SendsByItsPlugin()
    {
        using var folder = new TemporaryFolder();
        DemonstrationSet set = await DemonstrationSet.WriteAsync(Path.Combine(folder.Path, "set"), Cancellation);
        DemonstrationStudy ct = set.Study("ct");
        await using Appliance appliance = await StartAsync(folder, "routes=[]");
        string token = await TokenAsync(appliance, "ORTHANC");
        var dicomWeb = new JsonObject
        {
            ["Enable"] = true,
            ["Servers"] = new JsonObject
            {
                ["edge"] = new JsonObject
                {
                    ["Url"] = $"http://127.0.0.1:{appliance.WebPort}/dicom-web/",
                    ["HttpHeaders"] = new JsonObject { ["Authorization"] = $"Bearer {token}" },
                },
            },
        };
        using OrthancServer orthanc = await OrthancServer.StartAsync(folder.Sub("orthanc"), "EDGE", appliance.DicomPort, Cancellation, dicomWeb: dicomWeb);
        Assert.Equal(ct.Files.Count, await orthanc.StoreOverWebAsync(ct.Files, Cancellation));
        StudySummary study = Assert.Single(await Trial.StudiesAsync(appliance, Cancellation));
        Assert.Equal((ct.StudyUid, "ORTHANC", ct.Files.Count), (study.StudyInstanceUid, study.CallingAe, study.Instances));
    }

    /// <summary>The senders' own address: TLS, nothing but storing, and a new certificate without a restart.</summary>
    [Fact]
    public async Task Curl_OverTls_SeesTheCertificateOfNow()
    {
        using var folder = new TemporaryFolder();
        (string certificate, string key) = (Path.Combine(folder.Path, "web.crt"), Path.Combine(folder.Path, "web.key"));
        await MakeCertificateAsync(certificate, key);
        string listener = new JsonObject
        {
            ["address"] = "127.0.0.1",
            ["port"] = 0,
            ["tls"] = new JsonObject { ["certificate"] = certificate, ["key"] = key },
        }.ToJsonString();
        await using Appliance appliance = await StartAsync(folder, $"web.stow.listener={listener}", "routes=[]");
        string token = await TokenAsync(appliance, "CURL");
        InstanceUids uids = InstanceUids.NewStudy(1)[0];
        string file = Path.Combine(folder.Path, "object.dcm");
        await File.WriteAllBytesAsync(file, Phantom.File(uids, PhantomKind.Radiograph, 0), Cancellation);
        string body = Path.Combine(folder.Path, "body");
        await File.WriteAllBytesAsync(body, await BodyAsync([file]), Cancellation);
        string root = $"https://localhost:{appliance.StowPort}";
        Assert.Equal(200, (await CurlAsync($"{root}/dicom-web/studies", token, body, "--cacert", certificate)).Status);
        Assert.Equal(404, (await CurlAsync($"{root}/v1/studies", token, body, "--cacert", certificate)).Status);

        // A broken key changes nothing but raises the fault, as for a DICOM listener.
        string before = await File.ReadAllTextAsync(certificate, Cancellation);
        await File.WriteAllTextAsync(key, "no key", Cancellation);
        await appliance.HangUpAsync(Cancellation);
        await Poll.UntilAsync(
            async () => await appliance.FaultAsync("tls-files-broken", Cancellation) is { } detail && detail.Contains("web.key", StringComparison.Ordinal) ? null : "no fault",
            Interval,
            Limit,
            Cancellation);
        Assert.Equal(200, (await CurlAsync($"{root}/dicom-web/studies", token, body, "--cacert", certificate)).Status);

        await MakeCertificateAsync(certificate, key);
        await appliance.HangUpAsync(Cancellation);
        await Poll.UntilAsync(
            async () => (await CurlAsync($"{root}/dicom-web/studies", token, body, "--cacert", certificate)).Status == 200 ? null : "the new certificate is not shown",
            Interval,
            Limit,
            Cancellation);
        Assert.NotEqual(before, await File.ReadAllTextAsync(certificate, Cancellation));
        Assert.Null(await appliance.FaultAsync("tls-files-broken", Cancellation));
    }

    private static Task<Appliance> StartAsync(TemporaryFolder folder, params string[] more) =>
        Appliance.StartAsync(Path.Combine(folder.Path, "data"), [Stow, .. more], Cancellation);

    private static async Task<string> TokenAsync(Appliance appliance, string name)
    {
        Outcome made = await Trial.EdgectlAsync(appliance, Cancellation, "stow", "token", name);
        Assert.True(made.ExitCode == 0, made.Errors);
        return made.Output.Trim();
    }

    private static async Task MakeCertificateAsync(string certificate, string key)
    {
        Outcome made = await Tool.RunAsync(
            "openssl",
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
            ],
            Cancellation);
        Assert.True(made.ExitCode == 0, made.Errors);
    }

    private static async Task<byte[]> BodyAsync(IEnumerable<string> files)
    {
        using var body = new MemoryStream();
        foreach (string file in files)
        {
            body.Write("\r\n--x\r\nContent-Type: application/dicom\r\n\r\n"u8);
            body.Write(await File.ReadAllBytesAsync(file, Cancellation));
        }

        body.Write("\r\n--x--\r\n"u8);
        return body.ToArray();
    }

    private static async Task<(int Status, JsonNode Answer)> CurlAsync(string url, string token, string body, params string[] more)
    {
        Outcome sent = await Tool.RunAsync(
            "curl",
            "curl",
            [
                "--silent", "--show-error", "--write-out", "\n%{http_code}", "--header", $"Authorization: Bearer {token}",
                "--header", "Content-Type: multipart/related; type=\"application/dicom\"; boundary=x", "--data-binary", $"@{body}", .. more, url,
            ],
            Cancellation);
        string[] lines = sent.Output.Split('\n');
        int status = int.Parse(lines[^1], CultureInfo.InvariantCulture);
        return (status, status is 200 or 202 or 409 ? JsonNode.Parse(lines[0])! : JsonValue.Create(lines[0]));
    }

    /// <summary>SHA-256 of what stands behind the meta information, whose length (0002,0000) says (PS3.10 7.1).</summary>
    private static string DataSetHash(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        Assert.Equal("DICM", Encoding.ASCII.GetString(file, 128, 4));
        return Convert.ToHexStringLower(SHA256.HashData(file.AsSpan(144 + BitConverter.ToInt32(file, 140))));
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Runtime.Store;
using Edge.Runtime.Tests.Host;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Runtime.Tests.Stow;

/// <summary>An appliance that takes objects over HTTP, and one who may send them.</summary>
internal sealed class StowBench : IAsyncDisposable
{
    public const string Boundary = "a-boundary";
    public const string ContentType = $"multipart/related; type=\"application/dicom\"; boundary={Boundary}";

    private const string Stow =
        """web.stow={"listener":null,"maxRequests":2,"maxParts":4,"maxRequestMiB":1,"maxRequestSeconds":60,"minKiBPerSecond":0.1,"maxMiBPerSecond":null}""";

    private HttpClient? _client;

    public StowBench(params string[] overrides) => Host = new HostBench(null, [Stow, .. overrides]);

    public HostBench Host { get; }

    public string Token { get; private set; } = "";

    public int Port => PagePort.Of(Host.App.Services.GetRequiredService<IServer>());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<StowBench> StartAsync()
    {
        _client = await Host.StartAsync(Cancellation);
        Token = await MakeTokenAsync("SENDER");
        return this;
    }

    public async Task<string> MakeTokenAsync(string name)
    {
        using HttpClient local = Host.Local();
        using HttpResponseMessage made = await local.PostAsync(new Uri($"/v1/stow/tokens/{name}", UriKind.Relative), null, Cancellation);
        made.EnsureSuccessStatusCode();
        return JsonSerializer.Deserialize(await made.Content.ReadAsStringAsync(Cancellation), EdgeJson.Default.StowTokenMade)!.Token;
    }

    /// <summary>Sends a body as it stands.</summary>
    public async Task<StowAnswer> SendAsync(HttpContent body, string path = "/dicom-web/studies", string? token = null, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Token);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using HttpResponseMessage response = await _client!.SendAsync(request, Cancellation);
        return new StowAnswer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.RetryAfter?.Delta,
            await response.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Sends files as parts.</summary>
    public Task<StowAnswer> SendAsync(params byte[][] files) => SendAsync(Body(files));

    public static ByteArrayContent Body(params byte[][] files) => Raw([.. files.SelectMany(Part), .. "\r\n--a-boundary--\r\n"u8]);

    public static ByteArrayContent Raw(byte[] bytes, string contentType = ContentType)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    public static byte[] Part(byte[] file) => [.. Encoding.ASCII.GetBytes($"\r\n--{Boundary}\r\nContent-Type: application/dicom\r\n\r\n"), .. file];

    public static byte[] File(DicomDataset dataset)
    {
        using var bytes = new MemoryStream();
        new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian).Save(bytes);
        return bytes.ToArray();
    }

    /// <summary>Rows of the index as <c>SOP Instance UID from AE</c>.</summary>
    public IReadOnlyList<string> Stored() => Host.App.Services.GetRequiredService<EdgeStore>().Read(connection => Dapper.SqlMapper.Query<string>(
        connection, "SELECT sop_instance_uid || ' from ' || calling_ae FROM instances ORDER BY sop_instance_uid, id").ToArray());

    /// <summary>Files that are not whole.</summary>
    public IReadOnlyList<string> Parts() => Directory.GetFiles(Host.Data.InboxPartial);

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await Host.DisposeAsync();
    }
}

/// <summary>What a sender is answered.</summary>
internal sealed record StowAnswer(int Status, string? MediaType, TimeSpan? RetryAfter, string Text)
{
    /// <summary>Values of an attribute in each item of a sequence of the answer, by tag; an item without the attribute gives 0.</summary>
    public IReadOnlyList<string> Items(string sequence, string attribute) =>
    [
        .. (JsonNode.Parse(Text)![sequence]?["Value"]?.AsArray() ?? []).Select(item => item![attribute]?["Value"]?[0]?.ToString() ?? "0"),
    ];
}

using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Edge.Contracts;

namespace Edge.Updater.Appliance;

/// <summary>Asks the runtime over its unix socket: try a release, what serves, how it does. The runtime may be down; then this says so and nothing else suffers.</summary>
internal sealed class RuntimeSocket : IDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan BundleWithin = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly string _socket;
    private readonly TimeSpan _qualifyWithin;

    /// <summary>Names the socket; nothing is sent yet.</summary>
    /// <param name="socket">Path of the runtime's socket.</param>
    /// <param name="qualifyWithin">Longest that a release may be tried, or held against the one that serves over a study: an engine may be built for minutes.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns the handler.")]
    public RuntimeSocket(string socket, TimeSpan qualifyWithin)
    {
        _socket = socket;
        _qualifyWithin = qualifyWithin;
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false }, disposeHandler: true)
        {
            BaseAddress = new Uri("http://localhost/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = CommandAttachment.SizeMaxBytes,
        };
    }

    /// <summary>Has a release tried that lies in the store and does not serve.</summary>
    /// <exception cref="RuntimeDownException">The runtime does not answer.</exception>
    public Task<QualifyReport> QualifyAsync(string model, string version, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, $"v1/models/{Escaped(model)}/{Escaped(version)}/qualify", EdgeJson.Default.QualifyReport, _qualifyWithin, cancellation);

    /// <summary>Has a release held against the one that serves, over the next study after a result.</summary>
    /// <exception cref="RuntimeDownException">The runtime does not answer.</exception>
    public Task<ShadowReport> ShadowAsync(string model, string version, long since, string after, CancellationToken cancellation) => SendAsync(
        HttpMethod.Post,
        FormattableString.Invariant($"v1/models/{Escaped(model)}/{Escaped(version)}/shadow?since={since}&after={Escaped(after)}"),
        EdgeJson.Default.ShadowReport,
        _qualifyWithin,
        cancellation);

    /// <summary>What serves now.</summary>
    /// <exception cref="RuntimeDownException">The runtime does not answer.</exception>
    public Task<IReadOnlyList<ModelView>> ModelsAsync(CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, "v1/models", EdgeJson.Default.IReadOnlyListModelView, AnswerWithin, cancellation);

    /// <summary>How a release has done since a moment.</summary>
    /// <exception cref="RuntimeDownException">The runtime does not answer.</exception>
    public Task<ServingRecord> RecordAsync(string model, string version, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Get,
            FormattableString.Invariant($"v1/models/{Escaped(model)}/{Escaped(version)}/record?since={since.ToUnixTimeMilliseconds()}&until={until.ToUnixTimeMilliseconds()}"),
            EdgeJson.Default.ServingRecord,
            AnswerWithin,
            cancellation);

    /// <summary>How the outputs of a release were distributed between two moments.</summary>
    /// <param name="model">Model name.</param>
    /// <param name="version">The release that made the results.</param>
    /// <param name="bins">The release whose manifest has the bins.</param>
    /// <param name="since">From here on.</param>
    /// <param name="until">Until here.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RuntimeDownException">The runtime does not answer.</exception>
    public Task<IReadOnlyList<OutputCounts>> OutputsAsync(
        string model, string version, string bins, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellation) => SendAsync(
        HttpMethod.Get,
        FormattableString.Invariant(
            $"v1/models/{Escaped(model)}/{Escaped(version)}/outputs?since={since.ToUnixTimeMilliseconds()}&until={until.ToUnixTimeMilliseconds()}&bins={Escaped(bins)}"),
        EdgeJson.Default.IReadOnlyListOutputCounts,
        AnswerWithin,
        cancellation);

    /// <summary>Has the runtime make a support bundle, a ZIP file.</summary>
    /// <exception cref="RuntimeDownException">The runtime does not answer, or the file is larger than <see cref="CommandAttachment.SizeMaxBytes"/>.</exception>
    public Task<byte[]> CollectLogsAsync(CommandOrder order, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, $"v1/commands/{DeviceCommand.CollectLogs}", JsonContent.Create(order, EdgeJson.Default.CommandOrder), static (content, cancelled) => content.ReadAsByteArrayAsync(cancelled), BundleWithin, cancellation);

    /// <summary>Has the runtime do what a command says.</summary>
    /// <param name="command"><c>send-again</c>, <c>restart</c>, or <c>refused</c>, of which it only takes note.</param>
    /// <param name="order">What is known of the command.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RuntimeDownException">The runtime does not answer, or refuses.</exception>
    public Task<CommandReport> OrderAsync(string command, CommandOrder order, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, $"v1/commands/{command}", JsonContent.Create(order, EdgeJson.Default.CommandOrder), Reader(EdgeJson.Default.CommandReport), AnswerWithin, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Escaped(string name) => Uri.EscapeDataString(name);

    private Task<T> SendAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, TimeSpan within, CancellationToken cancellation) =>
        SendAsync(method, path, null, Reader(type), within, cancellation);

    private static Func<HttpContent, CancellationToken, Task<T>> Reader<T>(JsonTypeInfo<T> type) => async (content, cancellation) =>
        await content.ReadFromJsonAsync(type, cancellation) ?? throw new RuntimeDownException("The runtime answered with nothing.");

    private async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? body, Func<HttpContent, CancellationToken, Task<T>> read, TimeSpan within, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(within);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
            using HttpResponseMessage response = await _http.SendAsync(request, either.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new RuntimeDownException($"The runtime answered {(int)response.StatusCode} to {path}. {await ProblemAsync(response, either.Token)}");
            }

            return await read(response.Content, either.Token);
        }
        catch (Exception broken) when (broken is HttpRequestException or JsonException or IOException || (broken is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            string reason = broken is OperationCanceledException ? $"no answer within {within.TotalSeconds:0} s" : broken.Message;
            throw new RuntimeDownException($"The runtime does not answer at {_socket}: {reason}", broken);
        }
    }

    private static async Task<string> ProblemAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        response.Content.Headers.ContentType?.MediaType == MediaTypeNames.Application.Json && (await response.Content.ReadFromJsonAsync(EdgeJson.Default.ApiError, cancellation))?.Error is { } error
            ? error
            : "Is it of the same version?";

    [SuppressMessage("Reliability", "CA2000", Justification = "The stream owns the socket once connected.")]
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

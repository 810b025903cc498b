using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Edge.Releases.Sources;

/// <summary>An HTTP or HTTPS server. Redirections are not followed and nothing is decompressed.</summary>
public sealed class HttpSource : IReleaseSource, IDisposable
{
    private const int HeaderSizeMaxKiB = 16;

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(15);

    private readonly HttpClient _client;
    private readonly string _root;

    /// <summary>Names a server; nothing is sent yet.</summary>
    /// <param name="root">URL of the folder.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns the handler.")]
    public HttpSource(Uri root)
    {
        ArgumentNullException.ThrowIfNull(root);
        _root = root.OriginalString.TrimEnd('/');
        // How long an answer may take is for the caller, who knows how long it may be.
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectTimeout = ConnectTime,
                MaxResponseHeadersLength = HeaderSizeMaxKiB,
                UseCookies = false,
            },
            disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(IReadOnlyList<string> path, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(path);
        string address = $"{_root}/{string.Join('/', path.Select(Uri.EscapeDataString))}";

        // As written: a name such as ..%2Frole must reach the server as it is.
        var uri = new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        HttpResponseMessage response;
        try
        {
            response = await _client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException exception)
        {
            throw new TrustException(TrustFailure.Unreachable, $"{address} cannot be reached: {exception.Message}", exception);
        }

        if (response.StatusCode == HttpStatusCode.OK)
        {
            return await response.Content.ReadAsStreamAsync(cancellation);
        }

        using (response)
        {
            // Some stores answer 403 for what is not there.
            throw response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden
                ? new TrustException(TrustFailure.NotFound, $"{address} is not there (status {(int)response.StatusCode}).")
                : new TrustException(TrustFailure.Unreachable, $"{address} was answered with status {(int)response.StatusCode}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}

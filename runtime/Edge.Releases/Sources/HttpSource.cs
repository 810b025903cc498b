using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

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
    /// <param name="authorities">PEM file of authorities that are trusted in place of the system's; null: the system's.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns the handler.")]
    public HttpSource(Uri root, string? authorities = null)
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
                SslOptions = authorities is null ? new SslClientAuthenticationOptions() : Trusting(authorities),
            },
            disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <inheritdoc/>
    public async Task<SourceFile> OpenAsync(IReadOnlyList<string> path, SourcePosition from, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(from);
        string address = $"{_root}/{string.Join('/', path.Select(Uri.EscapeDataString))}";

        // As written: a name such as ..%2Frole must reach the server as it is.
        var uri = new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (from.OffsetBytes > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from.OffsetBytes, null);

            // A file that has changed comes whole then (RFC 9110 §13.1.5). Only a strong validator may be shown.
            if (EntityTagHeaderValue.TryParse(from.Validator, out EntityTagHeaderValue? tag) && !tag.IsWeak)
            {
                request.Headers.IfRange = new RangeConditionHeaderValue(tag);
            }
        }

        HttpResponseMessage response;
        try
        {
            response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException exception)
        {
            throw new TrustException(TrustFailure.Unreachable, $"{address} cannot be reached: {exception.Message}", exception);
        }

        bool goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == from.OffsetBytes;
        if (response.StatusCode == HttpStatusCode.OK || goesOn)
        {
            return new SourceFile(await response.Content.ReadAsStreamAsync(cancellation), goesOn ? from.OffsetBytes : 0, response.Headers.ETag?.ToString());
        }

        using (response)
        {
            throw response.StatusCode switch
            {
                // Some stores answer 403 for what is not there.
                HttpStatusCode.NotFound or HttpStatusCode.Forbidden =>
                    new TrustException(TrustFailure.NotFound, $"{address} is not there (status {(int)response.StatusCode})."),

                // What is here of it is no beginning of what the server has.
                HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.PartialContent when from.OffsetBytes > 0 =>
                    new TrustException(TrustFailure.Mismatch, $"{address} has no bytes from {from.OffsetBytes} on (status {(int)response.StatusCode})."),
                _ => new TrustException(TrustFailure.Unreachable, $"{address} was answered with status {(int)response.StatusCode}."),
            };
        }
    }

    private static SslClientAuthenticationOptions Trusting(string authorities)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(authorities);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new TrustException(TrustFailure.Unreachable, $"'{authorities}' holds no certificates that can be read: {exception.Message}", exception);
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}

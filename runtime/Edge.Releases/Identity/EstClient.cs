using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Edge.Releases.Identity;

/// <summary>Asks a server for certificates by Enrollment over Secure Transport (RFC 7030): the authorities, a first certificate, the next one.</summary>
public sealed class EstClient : IDisposable
{
    private const string Path = "/.well-known/est/";
    private const int AnswerSizeMaxBytes = 256 * 1024;
    private const int ProblemLettersMax = 300;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly Uri _server;

    /// <summary>Names a server; nothing is sent yet.</summary>
    /// <param name="server">Its address, <c>https://HOST[:PORT]</c>.</param>
    /// <param name="authorities">What its certificate must lead to; null: nobody is asked who it is, for <see cref="AuthoritiesAsync"/> alone (RFC 7030 §4.1.1).</param>
    /// <param name="identity">Certificate with the key that is shown; null: none.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns the handler.")]
    [SuppressMessage("Security", "CA5359", Justification = "What comes without knowing the server is judged by its fingerprint, and nothing is sent there.")]
    public EstClient(Uri server, X509Certificate2Collection? authorities, X509Certificate2? identity)
    {
        ArgumentNullException.ThrowIfNull(server);
        _server = server;
        var tls = new SslClientAuthenticationOptions();
        if (authorities is null)
        {
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        }
        else
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        if (identity is not null)
        {
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(identity, null, offline: true);
        }

        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, SslOptions = tls }, disposeHandler: true)
        {
            Timeout = AnswerWithin,
            MaxResponseContentBufferSize = AnswerSizeMaxBytes,
        };
    }

    /// <summary>The authorities that the server names (RFC 7030 §4.1).</summary>
    /// <exception cref="TrustException">It does not answer.</exception>
    public Task<X509Certificate2Collection> AuthoritiesAsync(CancellationToken cancellation) => AskAsync(HttpMethod.Get, "cacerts", null, null, cancellation);

    /// <summary>A first certificate (RFC 7030 §4.2.1), by a token that is good once (§3.2.3).</summary>
    /// <param name="name">Whose: SITE/DEVICE.</param>
    /// <param name="token">The token.</param>
    /// <param name="request">Certification request, PKCS#10 DER.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TrustException">It refuses, or does not answer.</exception>
    public Task<X509Certificate2Collection> EnrolAsync(string name, string token, byte[] request, CancellationToken cancellation) => AskAsync(
        HttpMethod.Post, "simpleenroll", request, new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{token}"))), cancellation);

    /// <summary>The next certificate (RFC 7030 §4.2.2), by the one that is shown.</summary>
    /// <param name="request">Certification request, PKCS#10 DER.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TrustException">It refuses, or does not answer.</exception>
    public Task<X509Certificate2Collection> RenewAsync(byte[] request, CancellationToken cancellation) => AskAsync(HttpMethod.Post, "simplereenroll", request, null, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<X509Certificate2Collection> AskAsync(HttpMethod method, string operation, byte[]? body, AuthenticationHeaderValue? login, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(_server, Path + operation));
        request.Headers.Authorization = login;
        if (body is not null)
        {
            request.Content = new StringContent(Convert.ToBase64String(body, Base64FormattingOptions.InsertLineBreaks), Encoding.ASCII);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/pkcs10");
            request.Content.Headers.TryAddWithoutValidation("Content-Transfer-Encoding", "base64");
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancellation);
            string text = await response.Content.ReadAsStringAsync(cancellation);
            return response.StatusCode == HttpStatusCode.OK ? CertsOnlyMessage.Read(Convert.FromBase64String(text)) : throw Refusal(response, text);
        }
        catch (FormatException malformed)
        {
            throw new TrustException(TrustFailure.Malformed, $"{_server} answers, but not as an EST server does.", malformed);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException || (broken is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            string reason = broken is OperationCanceledException ? $"no answer within {AnswerWithin.TotalSeconds:0} s" : (broken.InnerException ?? broken).Message;
            throw new TrustException(TrustFailure.Unreachable, $"{_server} cannot be asked for a certificate: {reason}", broken);
        }
    }

    private TrustException Refusal(HttpResponseMessage response, string text)
    {
        bool isText = response.Content.Headers.ContentType?.MediaType == MediaTypeNames.Text.Plain;
        string reason = isText && text.Length > 0 ? text[..Math.Min(text.Length, ProblemLettersMax)].Trim() : $"status {(int)response.StatusCode}";
        return response.StatusCode == HttpStatusCode.Accepted
            ? new TrustException(TrustFailure.Unreachable, $"{_server} has somebody look at the request first (RFC 7030 §4.2.3). Ask again later.")
            : new TrustException(TrustFailure.NotSigned, $"{_server} refuses: {reason}");
    }
}

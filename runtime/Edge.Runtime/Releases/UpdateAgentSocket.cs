using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Text.Json;
using Edge.Contracts;

namespace Edge.Runtime.Releases;

/// <summary>Asks the update agent over its unix socket to take a release back: it alone changes which release serves.</summary>
/// <param name="agent">The agent's directory.</param>
internal sealed class UpdateAgentSocket(UpdaterDirectory agent)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    /// <summary>Has what is on probation taken back, or what does not serve yet called off.</summary>
    /// <param name="model">The model.</param>
    /// <param name="user">User of the page who wants it.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    /// <returns>Why it was not, in words; null when it was.</returns>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns the handler.")]
    public async Task<string?> RollBackAsync(string model, string user, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false }, disposeHandler: true) { Timeout = AnswerWithin };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://localhost/v1/updates/{Uri.EscapeDataString(model)}/roll-back");
        request.Headers.Add(UpdaterDirectory.PageUserHeader, user);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode
                ? null
                : JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), EdgeJson.Default.ApiError)?.Error
                    ?? $"The update agent answered {(int)response.StatusCode}.";
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return $"The update agent does not answer at {agent.Socket}: {failure.Message} See systemctl status edge-updater.";
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The stream owns the socket.")]
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(agent.Socket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

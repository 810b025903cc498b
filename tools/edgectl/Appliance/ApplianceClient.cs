using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Edge.Contracts;

namespace Edge.Ctl.Appliance;

/// <summary>Speaks to the running appliance: HTTP over the unix socket in its data directory.</summary>
internal sealed class ApplianceClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly string _socket;
    private readonly string _absent;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _http;

    /// <summary>Finds the appliance by its data directory; null: the default one. Connects with the first request.</summary>
    public ApplianceClient(string? dataPath)
        : this(Directory(dataPath).Socket, $"No appliance runs on {Directory(dataPath).Root}")
    {
    }

    /// <summary>Names a socket. Connects with the first request.</summary>
    /// <param name="socket">Path of the unix socket.</param>
    /// <param name="absent">What to say where nobody answers, without a full stop.</param>
    public ApplianceClient(string socket, string absent)
    {
        _socket = socket;
        _absent = absent;
        _handler = new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false };
        _http = new HttpClient(_handler, disposeHandler: false) { BaseAddress = new Uri("http://localhost/"), Timeout = Timeout };
    }

    /// <summary>The data directory of a path; null: the default one.</summary>
    public static DataDirectory Directory(string? dataPath) =>
        dataPath is null ? DataDirectory.Default : new DataDirectory(Path.GetFullPath(dataPath));

    /// <summary>Reads <paramref name="path"/>, for example <c>v1/studies</c>.</summary>
    /// <exception cref="ApplianceException">The appliance does not run or refused; the message says why.</exception>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, type, cancellationToken);

    /// <summary>Acts on <paramref name="path"/>, for example <c>v1/studies/1.2.3/complete</c>.</summary>
    /// <exception cref="ApplianceException">The appliance does not run or refused; the message says why.</exception>
    public Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, type, cancellationToken);

    /// <summary>Acts on <paramref name="path"/> with a body.</summary>
    /// <exception cref="ApplianceException">The appliance does not run or refused; the message says why.</exception>
    public Task<T> PostAsync<TBody, T>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, type, cancellationToken, JsonContent.Create(body, bodyType));

    /// <summary>Removes <paramref name="path"/>, for example <c>v1/stow/tokens/GATEWAY</c>.</summary>
    /// <exception cref="ApplianceException">The appliance does not run or refused; the message says why.</exception>
    public Task<T> DeleteAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, type, cancellationToken);

    /// <summary>True when an appliance answers in the data directory.</summary>
    public bool IsRunning()
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(_socket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Acts on <paramref name="path"/>, and reads the answer line by line for as long as it comes.</summary>
    /// <exception cref="ApplianceException">The appliance does not run, refused, or ended in the middle; the message says why.</exception>
    public async IAsyncEnumerable<T> PostLinesAsync<T>(string path, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        using HttpResponseMessage response = await BeginAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new ApplianceException(await ReadErrorAsync(response, cancellationToken));
        }

        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await NextAsync(lines, cancellationToken) is { } line)
        {
            yield return JsonSerializer.Deserialize(line, type)!;
        }
    }

    /// <summary>Posts to <paramref name="path"/> and writes what is answered into a new file that only its owner reads. A part of it never stays.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ApplianceException">The appliance does not run or refused, or the file cannot be written; the message says why.</exception>
    public async Task<long> DownloadAsync(string path, string file, CancellationToken cancellationToken)
    {
        bool isWhole = false;
        bool isMade = false;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new ApplianceException(await ReadErrorAsync(response, cancellationToken));
            }

            await using var target = new FileStream(
                file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            isMade = true;
            await response.Content.CopyToAsync(target, cancellationToken);
            await target.FlushAsync(cancellationToken);
            RandomAccess.FlushToDisk(target.SafeFileHandle);
            isWhole = true;
            return target.Length;
        }
        catch (HttpRequestException unreachable) when (unreachable.InnerException is SocketException)
        {
            throw new ApplianceException($"{_absent} ({unreachable.InnerException.Message}). Start it, or name its data directory with --data.", unreachable);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            throw new ApplianceException($"'{file}' could not be written: {broken.Message}", broken);
        }
        finally
        {
            if (isMade && !isWhole)
            {
                System.IO.File.Delete(file);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    private async Task<HttpResponseMessage> BeginAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException unreachable) when (unreachable.InnerException is SocketException)
        {
            throw Absent(unreachable);
        }
    }

    private ApplianceException Absent(HttpRequestException unreachable) => new(
        $"{_absent} ({unreachable.InnerException!.Message}). Start it, or name its data directory with --data.", unreachable);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken, HttpContent? body = null)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new ApplianceException(await ReadErrorAsync(response, cancellationToken));
            }

            return await response.Content.ReadFromJsonAsync(type, cancellationToken)
                ?? throw new ApplianceException("The appliance answered with nothing. Is edgectl of the same version?");
        }
        catch (HttpRequestException unreachable) when (unreachable.InnerException is SocketException)
        {
            throw Absent(unreachable);
        }
        catch (Exception broken) when (broken is HttpRequestException or JsonException or TaskCanceledException { InnerException: TimeoutException })
        {
            throw new ApplianceException($"The appliance did not answer as expected ({broken.Message}). Is edgectl of the same version?", broken);
        }
    }

    private static async Task<string?> NextAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadLineAsync(cancellationToken);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw new ApplianceException($"The appliance ended in the middle of its answer ({broken.Message}).", broken);
        }
    }

    private static async Task<string> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string status = $"The appliance answered {(int)response.StatusCode} {response.ReasonPhrase}.";
        try
        {
            ApiError? error = await response.Content.ReadFromJsonAsync(EdgeJson.Default.ApiError, cancellationToken);
            return error?.Error ?? status;
        }
        catch (Exception unreadable) when (unreadable is JsonException or HttpRequestException)
        {
            return status;
        }
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The stream owns the socket once connected.")]
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

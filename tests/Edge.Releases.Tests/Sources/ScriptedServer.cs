using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Edge.Releases.Tests.Sources;

/// <summary>A server on loopback that answers exactly what a test says.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly StringBuilder _asked = new();

    public ScriptedServer() => _listener.Start();

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/repo/");

    public string Asked => _asked.ToString();

    /// <summary>Completes when an answer was sent.</summary>
    public Task Answered => _answered.Task;

    /// <summary>Answers every request alike and closes after each: a client asks again when a connection is closed without an answer.</summary>
    public void Answer(string answer) => _ = ServeAsync(_ => Encoding.ASCII.GetBytes(answer));

    /// <summary>Answers the next request and keeps the connection open.</summary>
    public void AnswerAndWait(string answer) => _ = AnswerOnceAsync(_ => Encoding.ASCII.GetBytes(answer), Task.Delay(Timeout.Infinite, _stop.Token));

    /// <summary>Answers every request with a file, or 404.</summary>
    public void Serve(Func<string, byte[]?> find) => _ = ServeAsync(name => Response(find(name)));

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<string, byte[]> answer)
    {
        while (await AnswerOnceAsync(answer, Task.CompletedTask))
        {
        }
    }

    private static byte[] Response(byte[]? file) => file is null
        ? Encoding.ASCII.GetBytes("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        : [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {file.Length}\r\nConnection: close\r\n\r\n"), .. file];

    private async Task<bool> AnswerOnceAsync(Func<string, byte[]> answer, Task until)
    {
        try
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
            await using NetworkStream stream = client.GetStream();
            var request = new StringBuilder();
            byte[] buffer = new byte[4096];
            while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                int count = await stream.ReadAsync(buffer, _stop.Token);
                if (count == 0)
                {
                    return true;
                }

                request.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }

            _asked.Append(request);
            await stream.WriteAsync(answer(Uri.UnescapeDataString(request.ToString().Split(' ')[1].TrimStart('/'))), _stop.Token);
            _answered.TrySetResult();
            await until;
            return true;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The client hung up on an answer that is too long, or the test is over.
            _answered.TrySetResult();
            return exception is IOException;
        }
    }
}

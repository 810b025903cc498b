using Edge.Contracts;

namespace Edge.Inference.Protocol;

/// <summary>The process's side of the protocol. Reading is for one caller; writing is safe from any thread.</summary>
internal sealed class InferenceChannel(Stream input, Stream output) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>The next message, or null when the runtime closed its end.</summary>
    /// <exception cref="IOException">The frame is malformed or cut off.</exception>
    public ValueTask<RuntimeMessage?> ReceiveAsync(CancellationToken cancellationToken) =>
        MessageFrame.ReadAsync(input, EdgeJson.Default.RuntimeMessage, cancellationToken);

    /// <summary>Sends a message.</summary>
    /// <exception cref="IOException">The runtime is gone.</exception>
    public async Task SendAsync(InferenceMessage message, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await MessageFrame.WriteAsync(output, message, EdgeJson.Default.InferenceMessage, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();
}

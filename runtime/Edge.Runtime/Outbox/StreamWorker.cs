using Edge.Mqtt;
using Edge.Runtime.Store;

namespace Edge.Runtime.Outbox;

/// <summary>Turns one stream while the broker is connected. What others ask of it is done between two turns.</summary>
internal sealed class StreamWorker(OrderedStream stream, MqttLink link, StageWaiter filled, TimeProvider time)
{
    private long _upTo;
    private int _rewind;

    /// <summary>Central operations have every message up to this number. Returns at once.</summary>
    public void Acknowledge(long upTo) => Interlocked.Exchange(ref _upTo, upTo);

    /// <summary>The receiver has begun anew: what is not acknowledged is sent again. Returns at once.</summary>
    public void Rewind() => Interlocked.Exchange(ref _rewind, 1);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long connection = 0;
        while (true)
        {
            MqttLinkStatus status = link.Status;
            TimeSpan wait = OrderedStream.LongestWait;
            if (Interlocked.Exchange(ref _upTo, 0) is > 0 and long upTo)
            {
                await stream.AcknowledgeAsync(upTo, cancellationToken);
            }

            if (status.State == MqttLinkState.Connected)
            {
                if (Interlocked.Exchange(ref _rewind, 0) == 1 || status.Connects != connection)
                {
                    connection = status.Connects;
                    stream.Rewind();
                }

                wait = await stream.TurnAsync(cancellationToken);
            }

            if (wait > TimeSpan.Zero)
            {
                await filled.WaitAsync(wait, time, cancellationToken);
            }
        }
    }
}

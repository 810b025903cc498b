using System.Collections.Immutable;
using System.Threading.Channels;

namespace Edge.Mqtt;

/// <summary>What callers hand to the link's thread: messages, in a bounded queue, and subscriptions.</summary>
internal sealed class LinkTraffic(int queueLimit)
{
    /// <summary>Subscriptions of one link; a program has a handful.</summary>
    private const int MostSubscriptions = 64;

    private readonly Channel<PendingPublish> _outbound =
        Channel.CreateBounded<PendingPublish>(new BoundedChannelOptions(queueLimit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private ImmutableArray<MqttSubscription> _subscriptions = [];

    /// <summary>Messages that wait for the window.</summary>
    public ChannelReader<PendingPublish> Outbound => _outbound.Reader;

    /// <summary>Every subscription.</summary>
    public ImmutableArray<MqttSubscription> Subscriptions => _subscriptions;

    /// <summary>Queues a message; waits while the queue is full.</summary>
    /// <exception cref="MqttException">The link has ended.</exception>
    public async ValueTask AddAsync(PendingPublish pending, CancellationToken cancellationToken)
    {
        try
        {
            await _outbound.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw PendingPublish.LinkEnded();
        }
    }

    /// <summary>Adds a subscription for the rest of the link's life.</summary>
    /// <exception cref="InvalidOperationException">There are too many.</exception>
    public void Add(MqttSubscription subscription)
    {
        if (_subscriptions.Length >= MostSubscriptions)
        {
            throw new InvalidOperationException($"A link has at most {MostSubscriptions} subscriptions. Subscribe once with a wider filter.");
        }

        ImmutableInterlocked.Update(ref _subscriptions, before => before.Add(subscription));
        if (_outbound.Reader.Completion.IsCompleted)
        {
            subscription.Abandon();
        }
    }

    /// <summary>Nothing is taken any more; who still waits is told so.</summary>
    public void Close()
    {
        _outbound.Writer.TryComplete();
        while (_outbound.Reader.TryRead(out PendingPublish? pending))
        {
            pending.Abandon();
        }

        foreach (MqttSubscription subscription in _subscriptions)
        {
            subscription.Abandon();
        }
    }
}

using System.Diagnostics;
using Edge.Mqtt.Libmosquitto;

namespace Edge.Mqtt;

/// <summary>
/// The link's thread: connects, waits, connects again; hands messages over within the window and brings answers back to those who await
/// them. Everything here, the library included, is used by this one thread.
/// </summary>
internal sealed class LinkLoop(MqttLinkOptions options, MosquittoClient client, Wakeup wakeup, LinkTraffic traffic, Action<MqttLinkStatus> report)
{
    /// <summary>A connection that lasted this long has proved itself; a shorter one does not begin the backoff anew.</summary>
    private static readonly TimeSpan Proved = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(1);

    private readonly ReconnectBackoff _backoff = new(options.FirstBackoff, options.LongestBackoff);
    private readonly Dictionary<int, PendingPublish> _inFlight = [];
    private readonly Dictionary<int, MqttSubscription> _asked = [];

    private MqttLinkStatus _status = MqttLinkStatus.Initial;
    private int _window;
    private long _lastProgress;

    /// <summary>Runs until <paramref name="stop"/>, then says goodbye.</summary>
    public void Run(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                Report(_status with { State = MqttLinkState.Connecting });
                LinkConnection connection = Serve(stop);
                if (!stop.IsCancellationRequested)
                {
                    Report(_status with { State = MqttLinkState.Waiting, Reason = connection.Reason, Refusal = connection.Refusal });
                    Rest(connection, stop);
                }
            }
        }
        finally
        {
            foreach (PendingPublish pending in _inFlight.Values)
            {
                pending.Abandon();
            }

            Report(_status with { State = MqttLinkState.Stopped, Reason = "stopped", Refusal = null });
        }
    }

    private LinkConnection Serve(CancellationToken stop)
    {
        var connection = new LinkConnection(client, options, wakeup);
        _asked.Clear();
        connection.Begin();
        TakeEvents(connection);
        while (!connection.Ended && !stop.IsCancellationRequested)
        {
            connection.Turn();
            TakeEvents(connection);
            if (connection.Accepted && !connection.Ended)
            {
                Ask(connection);
                Send(connection);
                TakeEvents(connection);
                EndIfStalled(connection);
            }
        }

        if (connection.Accepted && !connection.Ended)
        {
            SayGoodbye(connection);
        }

        // What the library said while the connection was dropped belongs to this one, not to the next.
        TakeEvents(connection);
        return connection;
    }

    private void Rest(LinkConnection connection, CancellationToken stop)
    {
        if (connection.Accepted && Stopwatch.GetElapsedTime(connection.AcceptedAt) > Proved)
        {
            _backoff.Reset();
        }

        TimeSpan wait = _backoff.Next();
        long begun = Stopwatch.GetTimestamp();
        for (TimeSpan left = wait; left > TimeSpan.Zero && !stop.IsCancellationRequested; left = wait - Stopwatch.GetElapsedTime(begun))
        {
            _ = LinkPoll.Wait(-1, wantsWrite: false, wakeup, left);
        }
    }

    private void TakeEvents(LinkConnection connection)
    {
        while (client.Events.TryDequeue(out MosquittoEvent? happened))
        {
            switch (happened)
            {
                case MosquittoEvent.Accepted accepted:
                    Answer(connection, accepted);
                    break;
                case MosquittoEvent.Lost lost:
                    connection.Lose(lost.Code);
                    break;
                case MosquittoEvent.Acknowledged acknowledged:
                    _lastProgress = Stopwatch.GetTimestamp();
                    if (_inFlight.Remove(acknowledged.MessageId, out PendingPublish? pending))
                    {
                        pending.Answer(acknowledged.Reason);
                    }

                    break;
                case MosquittoEvent.Subscribed subscribed:
                    if (_asked.Remove(subscribed.MessageId, out MqttSubscription? subscription))
                    {
                        subscription.Answer(subscribed.Reason);
                    }

                    break;
                case MosquittoEvent.Received received:
                    Deliver(received.Message);
                    break;
                case MosquittoEvent.Complaint complaint:
                    connection.Complain(complaint.Text);
                    break;
                default:
                    throw new InvalidOperationException($"The link does not know {happened.GetType().Name}.");
            }
        }
    }

    private void Answer(LinkConnection connection, MosquittoEvent.Accepted accepted)
    {
        connection.Answer(accepted.Reason);
        if (connection.Accepted)
        {
            _window = Math.Min(options.SendWindow, accepted.ReceiveMaximum);
            _lastProgress = Stopwatch.GetTimestamp();
            Report(new MqttLinkStatus(MqttLinkState.Connected, null, null, _status.Connects + 1, accepted.SessionPresent));
        }
    }

    private void Ask(LinkConnection connection)
    {
        foreach (MqttSubscription subscription in traffic.Subscriptions)
        {
            if (subscription.AskedOnConnection != _status.Connects)
            {
                subscription.AskedOnConnection = _status.Connects;
                connection.Note(client.Subscribe(subscription.Filter, out int messageId));
                _asked[messageId] = subscription;
            }
        }
    }

    /// <summary>A message that the library could not write is kept by it and sent again on the next connection, with its first identifier.</summary>
    private void Send(LinkConnection connection)
    {
        while (_inFlight.Count < _window && !connection.Ended && traffic.Outbound.TryRead(out PendingPublish? pending))
        {
            if (pending.Answered.IsCompleted)
            {
                continue;
            }

            MosquittoError result = client.Publish(pending.Message, out int messageId);
            switch (result)
            {
                case MosquittoError.Invalid or MosquittoError.MalformedUtf8:
                    pending.Answer(MqttReasonCode.TopicNameInvalid);
                    break;
                case MosquittoError.PayloadSize or MosquittoError.OversizePacket:
                    pending.Answer(MqttReasonCode.PacketTooLarge);
                    break;
                case MosquittoError.QosNotSupported:
                    pending.Answer(MqttReasonCode.QosNotSupported);
                    break;
                case MosquittoError.NoMemory or MosquittoError.NotSupported:
                    throw new MqttException($"The MQTT client library does not take a message: {MosquittoClient.Text(result)}");
                default:
                    if (_inFlight.Count == 0)
                    {
                        _lastProgress = Stopwatch.GetTimestamp();
                    }

                    _inFlight.Add(messageId, pending);
                    connection.Note(result);
                    break;
            }
        }
    }

    private void Deliver(MqttMessage message)
    {
        foreach (MqttSubscription subscription in traffic.Subscriptions)
        {
            if (MosquittoClient.Matches(subscription.Filter, message.Topic))
            {
                subscription.Receive(message);
            }
        }
    }

    private void EndIfStalled(LinkConnection connection)
    {
        if (_inFlight.Count > 0 && Stopwatch.GetElapsedTime(_lastProgress) > options.AckTimeout)
        {
            connection.Drop(FormattableString.Invariant($"the broker acknowledged nothing for {options.AckTimeout.TotalSeconds:0.#} s"));
        }
    }

    private void SayGoodbye(LinkConnection connection)
    {
        connection.Note(client.Disconnect());
        long begun = Stopwatch.GetTimestamp();
        while (client.Socket >= 0 && Stopwatch.GetElapsedTime(begun) < LongestGoodbye)
        {
            _ = LinkPoll.Wait(client.Socket, client.WantsWrite, wakeup, LongestGoodbye - Stopwatch.GetElapsedTime(begun));
            connection.Note(client.Write());
        }
    }

    private void Report(MqttLinkStatus status)
    {
        if (status != _status)
        {
            _status = status;
            report(status);
        }
    }
}

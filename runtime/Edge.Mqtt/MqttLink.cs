using Edge.Mqtt.Libmosquitto;

namespace Edge.Mqtt;

/// <summary>
/// One MQTT 5 connection to a broker that comes back by itself, for as long as it is run: through refusals, names that do not resolve,
/// brokers that die or fall silent. Messages are sent with QoS 1 in the order of the calls; what is unacknowledged when the connection
/// breaks is sent again on the next, so that a message may arrive twice but is not lost while the program lives. Members may be used by
/// any thread.
/// </summary>
/// <param name="options">How to reach the broker.</param>
public sealed class MqttLink(MqttLinkOptions options)
{
    private readonly LinkTraffic _traffic = new(options.QueueLimit);
    private MqttLinkStatus _status = MqttLinkStatus.Initial;
    private Wakeup? _wakeup;
    private int _runs;

    /// <summary>Raised on the link's own thread whenever <see cref="Status"/> has changed. A handler must return at once.</summary>
    public event EventHandler? StatusChanged;

    /// <summary>Where the link stands.</summary>
    public MqttLinkStatus Status => Volatile.Read(ref _status);

    /// <summary>
    /// Why a file that the link needs cannot be used now, in words; null when all can. Ask before <see cref="RunAsync"/>, which ends where one of TLS is missing: a device may be
    /// enrolled while its services run.
    /// </summary>
    public string? FileTrouble() => options.FileTrouble();

    /// <summary>
    /// Runs the link on a thread of its own until <paramref name="stop"/>, which ends it cleanly: the broker drops the will. What waits
    /// then fails with <see cref="MqttException"/>. A name look-up under way delays the end for as long as the system's resolver takes.
    /// </summary>
    /// <exception cref="MqttException">A setting is outside its range, or the client library is missing.</exception>
    /// <exception cref="InvalidOperationException">The link was run before.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _runs, 1) != 0)
        {
            throw new InvalidOperationException("A link runs once; make another.");
        }

        try
        {
            await RunLoopAsync(stop);
        }
        finally
        {
            _traffic.Close();
        }
    }

    /// <summary>
    /// Sends a message with QoS 1 and completes when the broker has answered: <see cref="MqttReasonCode.Success"/>,
    /// <see cref="MqttReasonCode.NoMatchingSubscribers"/> (taken and thrown away), or a refusal, 0x80 and above. It waits while there is no
    /// connection, and while the queue is full. A broker's answer says that it has the message, not that it keeps it over its own death.
    /// </summary>
    /// <exception cref="OperationCanceledException">
    /// The caller gave up. A message that was on its way by then may still arrive.
    /// </exception>
    /// <exception cref="MqttException">The link ended first. The message may have arrived: it is safe to send it again, but it may arrive twice.</exception>
    public async Task<MqttReasonCode> PublishAsync(MqttMessage message, CancellationToken cancellationToken)
    {
        var pending = new PendingPublish(message);
        await _traffic.AddAsync(pending, cancellationToken);
        _wakeup?.Raise();
        await using CancellationTokenRegistration withdrawing = cancellationToken.UnsafeRegister(
            static (state, token) => ((PendingPublish)state!).Withdraw(token), pending);
        return await pending.Answered;
    }

    /// <summary>
    /// Subscribes with QoS 1 and completes with the broker's first answer: <see cref="MqttReasonCode.GrantedQos1"/>, a lower grant, or a
    /// refusal. The subscription is asked for again on every connection, refused or not, until the link ends. To miss nothing that waits
    /// in the broker's session, subscribe before <see cref="RunAsync"/>.
    /// </summary>
    /// <param name="filter">Topic filter (MQTT 5 §4.7.1).</param>
    /// <param name="receive">
    /// Receives each message, in order, on the link's own thread: it must return at once. The message is acknowledged to the broker
    /// whatever it does with it. What it throws ends the link.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for the answer; the subscription stays.</param>
    /// <exception cref="ArgumentException">The filter is malformed.</exception>
    /// <exception cref="MqttException">The link ended first.</exception>
    public async Task<MqttReasonCode> SubscribeAsync(string filter, Action<MqttMessage> receive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (!MosquittoClient.IsFilter(filter))
        {
            throw new ArgumentException($"{filter} is no topic filter.", nameof(filter));
        }

        var subscription = new MqttSubscription(filter, receive);
        _traffic.Add(subscription);
        _wakeup?.Raise();
        return await subscription.Answered.WaitAsync(cancellationToken);
    }

    private async Task RunLoopAsync(CancellationToken stop)
    {
        string[] problems = [.. options.Problems().Where(problem => problem.Length > 0)];
        if (problems.Length > 0)
        {
            throw new MqttException($"The MQTT settings are not usable: {string.Join(' ', problems)}");
        }

        using MosquittoClient client = MosquittoClient.Create(options);
        using Wakeup wakeup = Wakeup.Create();
        _wakeup = wakeup;
        await using CancellationTokenRegistration stopping = stop.UnsafeRegister(static state => ((Wakeup)state!).Raise(), wakeup);
        var loop = new LinkLoop(options, client, wakeup, _traffic, Report);
        await Task.Factory.StartNew(() => loop.Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Report(MqttLinkStatus status)
    {
        Volatile.Write(ref _status, status);
        StatusChanged?.Invoke(this, EventArgs.Empty);
    }
}

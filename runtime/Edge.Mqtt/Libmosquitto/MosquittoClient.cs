using System.Runtime.InteropServices;

namespace Edge.Mqtt.Libmosquitto;

/// <summary>
/// One client of the library, kept over reconnects: it holds what is unacknowledged and sends it again with its first packet identifiers,
/// as MQTT 5 §4.4 asks. Used by one thread.
/// </summary>
internal sealed unsafe class MosquittoClient : IDisposable
{
    private const int Qos1 = 1;
    private const int ProtocolVersion5 = 5;
    private const int Unused = 1;

    private static readonly Lazy<int> Library = new(Mosquitto.LibraryInit);

    private readonly MqttLinkOptions _options;
    private readonly GCHandle _events;
    private readonly MosquittoHandle _handle;

    private MosquittoClient(MqttLinkOptions options, Queue<MosquittoEvent> events, GCHandle pinned, MosquittoHandle handle)
    {
        _options = options;
        Events = events;
        _events = pinned;
        _handle = handle;
    }

    /// <summary>What happened during the calls so far, the oldest first; the caller takes it out after each call.</summary>
    public Queue<MosquittoEvent> Events { get; }

    /// <summary>Descriptor of the connection, or -1.</summary>
    public int Socket => Mosquitto.Socket(_handle);

    /// <summary>True when packets wait to be written.</summary>
    public bool WantsWrite => Mosquitto.WantWrite(_handle);

    /// <summary>Sets a client up; it does not connect yet.</summary>
    /// <exception cref="MqttException">The library is missing, or refuses a setting.</exception>
    public static MosquittoClient Create(MqttLinkOptions options)
    {
        Load();
        var events = new Queue<MosquittoEvent>();
        GCHandle handleOfEvents = GCHandle.Alloc(events);
        MosquittoHandle handle = Mosquitto.New(options.ClientId, options.SessionExpiry == TimeSpan.Zero, GCHandle.ToIntPtr(handleOfEvents));
        var client = new MosquittoClient(options, events, handleOfEvents, handle);
        try
        {
            client.SetUp();
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Begins to connect, with the user name and password that the file holds now; name resolution may block for as long as the system's resolver does, the rest does not.
    /// </summary>
    /// <exception cref="MqttException">The file of the user name and password cannot be read, or is none.</exception>
    public MosquittoError Connect()
    {
        if (_options.CredentialsFile is { } file)
        {
            SetLogin(MqttCredentials.Read(file));
        }

        return Mosquitto.ConnectBindAsync(_handle, _options.Host, _options.Port, (int)_options.KeepAlive.TotalSeconds, null);
    }

    /// <summary>Reads what has arrived; goes on with a TLS handshake.</summary>
    public MosquittoError Read() => Mosquitto.LoopRead(_handle, Unused);

    /// <summary>Writes what waits.</summary>
    public MosquittoError Write() => Mosquitto.LoopWrite(_handle, Unused);

    /// <summary>Pings when the keep-alive interval asks for it.</summary>
    public MosquittoError KeepAlive() => Mosquitto.LoopMisc(_handle);

    /// <summary>Hands a message over for sending. Where it answers with the state of the connection, the message is kept and sent again.</summary>
    public MosquittoError Publish(MqttMessage message, out int messageId)
    {
        nint properties = 0;
        try
        {
            MosquittoError refused = MosquittoProperties.Write(message.Properties, ref properties);
            if (refused != MosquittoError.Success)
            {
                messageId = 0;
                return refused;
            }

            fixed (byte* payload = message.Payload.Span)
            {
                return Mosquitto.Publish(_handle, out messageId, message.Topic, message.Payload.Length, payload, Qos1, message.Retain, properties);
            }
        }
        finally
        {
            // The library has copied both.
            Mosquitto.PropertyFreeAll(ref properties);
        }
    }

    /// <summary>Asks for a subscription with QoS 1.</summary>
    public MosquittoError Subscribe(string filter, out int messageId) => Mosquitto.Subscribe(_handle, out messageId, filter, Qos1, 0, 0);

    /// <summary>Says goodbye: the broker drops the will. The socket is closed once it is written.</summary>
    public MosquittoError Disconnect() => Mosquitto.Disconnect(_handle, (int)MqttReasonCode.Success, 0);

    /// <summary>True when a text is a well-formed topic filter (MQTT 5 §4.7.1).</summary>
    /// <exception cref="MqttException">The library is missing.</exception>
    public static bool IsFilter(string filter)
    {
        Load();
        return filter.Length > 0 && !filter.Contains('\0', StringComparison.Ordinal) && Mosquitto.FilterCheck(filter) == MosquittoError.Success;
    }

    /// <summary>True when a topic matches a filter (MQTT 5 §4.7).</summary>
    public static bool Matches(string filter, string topic) =>
        Mosquitto.FilterMatches(filter, topic, out bool matches) == MosquittoError.Success && matches;

    /// <summary>The library's words for an error.</summary>
    public static string Text(MosquittoError error) => Marshal.PtrToStringUTF8(Mosquitto.ErrorText(error)) ?? error.ToString();

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle.Dispose();
        if (_events.IsAllocated)
        {
            _events.Free();
        }
    }

    private static void Load()
    {
        try
        {
            _ = Library.Value;
        }
        catch (DllNotFoundException missing)
        {
            throw new MqttException("The MQTT client library is missing. Install the package libmosquitto1.", missing);
        }
    }

    private void SetUp()
    {
        if (_handle.IsInvalid)
        {
            throw new MqttException($"The MQTT client library refuses the client id {_options.ClientId}.");
        }

        MosquittoCallbacks.Set(_handle);
        Check(Mosquitto.IntOption(_handle, MosquittoOption.ProtocolVersion, ProtocolVersion5), "MQTT 5");
        Check(Mosquitto.IntOption(_handle, MosquittoOption.ReceiveMaximum, _options.ReceiveMaximum), "the receive maximum");
        Check(Mosquitto.IntOption(_handle, MosquittoOption.SendMaximum, _options.SendWindow), "the send window");
        Check(Mosquitto.IntOption(_handle, MosquittoOption.TcpNoDelay, 1), "TCP_NODELAY");
        if (_options.CredentialsFile is null && _options.Credentials is { } credentials)
        {
            SetLogin(credentials);
        }

        if (_options.Tls is { } tls)
        {
            Check(Mosquitto.TlsSet(_handle, tls.CaFile, null, tls.CertificateFile, tls.KeyFile, 0), "the TLS files");
        }

        if (_options.Will is { } will)
        {
            SetWill(will);
        }

        SetConnectProperties();
    }

    private void SetLogin(MqttCredentials credentials) => Check(Mosquitto.UserNameSet(_handle, credentials.UserName, credentials.Password), "the user name");

    private void SetWill(MqttWill will)
    {
        nint properties = 0;
        Check(Mosquitto.PropertyAddInt32(ref properties, MosquittoProperty.WillDelayInterval, (uint)will.Delay.TotalSeconds), "the will's delay");
        fixed (byte* payload = will.Message.Payload.Span)
        {
            MosquittoError error = Mosquitto.WillSet(
                _handle, will.Message.Topic, will.Message.Payload.Length, payload, Qos1, will.Message.Retain, properties);
            if (error != MosquittoError.Success)
            {
                Mosquitto.PropertyFreeAll(ref properties);
                Check(error, "the will");
            }
        }
    }

    /// <summary>
    /// The library takes properties of CONNECT only in its blocking connect, and keeps them for every later one. Without a host that
    /// call stores them and connects nothing; a test holds that a session outlives its connection, which fails if this ever changes.
    /// </summary>
    private void SetConnectProperties()
    {
        nint properties = 0;
        Check(Mosquitto.PropertyAddInt32(ref properties, MosquittoProperty.SessionExpiryInterval, (uint)_options.SessionExpiry.TotalSeconds), "the session expiry");
        Check(Mosquitto.PropertyAddInt32(ref properties, MosquittoProperty.MaximumPacketSize, (uint)_options.MaximumPacketBytes), "the packet size");
        MosquittoError error = Mosquitto.ConnectBind(_handle, null, _options.Port, (int)_options.KeepAlive.TotalSeconds, null, properties);
        Mosquitto.PropertyFreeAll(ref properties);
        if (error != MosquittoError.Invalid)
        {
            throw new MqttException($"The MQTT client library does not take the session expiry ({Text(error)}).");
        }
    }

    private static void Check(MosquittoError error, string what)
    {
        if (error != MosquittoError.Success)
        {
            throw new MqttException($"The MQTT client library refuses {what}: {Text(error)}");
        }
    }
}

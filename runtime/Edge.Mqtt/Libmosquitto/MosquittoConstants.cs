namespace Edge.Mqtt.Libmosquitto;

/// <summary><c>enum mosq_err_t</c> of mosquitto.h.</summary>
internal enum MosquittoError
{
    ConnectionPending = -1,
    Success = 0,
    NoMemory = 1,
    Protocol = 2,
    Invalid = 3,
    NoConnection = 4,
    ConnectionRefused = 5,
    ConnectionLost = 7,
    Tls = 8,
    PayloadSize = 9,
    NotSupported = 10,
    Errno = 14,
    AddressInfo = 15,
    MalformedUtf8 = 18,
    KeepAlive = 19,
    QosNotSupported = 24,
    OversizePacket = 25,
    RetainNotSupported = 28,
}

/// <summary><c>enum mosq_opt_t</c> of mosquitto.h.</summary>
internal enum MosquittoOption
{
    ProtocolVersion = 1,
    ReceiveMaximum = 4,
    SendMaximum = 5,
    TcpNoDelay = 11,
}

/// <summary>Property identifiers (MQTT 5 §2.2.2.2).</summary>
internal enum MosquittoProperty
{
    MessageExpiryInterval = 0x02,
    ResponseTopic = 0x08,
    CorrelationData = 0x09,
    SessionExpiryInterval = 0x11,
    WillDelayInterval = 0x18,
    ReceiveMaximum = 0x21,
    UserProperty = 0x26,
    MaximumPacketSize = 0x27,
}

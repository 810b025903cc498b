namespace Edge.Mqtt;

/// <summary>
/// What a broker says to a packet (MQTT 5 §2.4). Below 0x80: done; 0x80 and above: refused, and the same packet again will be refused
/// again until something changes at the broker. Brokers may answer with codes that have no name here.
/// </summary>
public enum MqttReasonCode
{
    /// <summary>0x00: accepted. For a subscription: QoS 0 was granted.</summary>
    Success = 0x00,

    /// <summary>0x01: QoS 1 was granted to a subscription (MQTT 5 §3.9.3).</summary>
    GrantedQos1 = 0x01,

    /// <summary>0x10: the broker took the message and nobody was there to receive it. It is gone: this is no delivery (MQTT 5 §3.4.2.1).</summary>
    NoMatchingSubscribers = 0x10,

    /// <summary>0x80: refused without a reason.</summary>
    UnspecifiedError = 0x80,

    /// <summary>0x81: the packet is malformed.</summary>
    MalformedPacket = 0x81,

    /// <summary>0x82: the packet does not fit the state of the connection.</summary>
    ProtocolError = 0x82,

    /// <summary>0x83: valid, but not accepted by this broker.</summary>
    ImplementationSpecificError = 0x83,

    /// <summary>0x84: the broker does not speak MQTT 5.</summary>
    UnsupportedProtocolVersion = 0x84,

    /// <summary>0x85: the client id is not allowed.</summary>
    ClientIdentifierNotValid = 0x85,

    /// <summary>0x86: the user name or password is wrong.</summary>
    BadUserNameOrPassword = 0x86,

    /// <summary>0x87: not allowed, usually by the broker's access rules.</summary>
    NotAuthorized = 0x87,

    /// <summary>0x88: the broker is not available.</summary>
    ServerUnavailable = 0x88,

    /// <summary>0x89: the broker is busy.</summary>
    ServerBusy = 0x89,

    /// <summary>0x8A: this client is banned.</summary>
    Banned = 0x8A,

    /// <summary>0x8B: the broker is shutting down.</summary>
    ServerShuttingDown = 0x8B,

    /// <summary>0x8D: the broker heard nothing for one and a half keep-alive intervals.</summary>
    KeepAliveTimeout = 0x8D,

    /// <summary>0x8E: another connection with the same client id took the session over.</summary>
    SessionTakenOver = 0x8E,

    /// <summary>0x8F: the topic filter is not accepted.</summary>
    TopicFilterInvalid = 0x8F,

    /// <summary>0x90: the topic name is not accepted.</summary>
    TopicNameInvalid = 0x90,

    /// <summary>0x93: more was in flight than the receiver allows.</summary>
    ReceiveMaximumExceeded = 0x93,

    /// <summary>0x95: the packet is larger than the receiver takes.</summary>
    PacketTooLarge = 0x95,

    /// <summary>0x96: too many messages in too short a time.</summary>
    MessageRateTooHigh = 0x96,

    /// <summary>0x97: a quota of the broker is used up.</summary>
    QuotaExceeded = 0x97,

    /// <summary>0x98: closed by an administrator.</summary>
    AdministrativeAction = 0x98,

    /// <summary>0x99: the payload is not what its format indicator says.</summary>
    PayloadFormatInvalid = 0x99,

    /// <summary>0x9A: the broker keeps no retained messages.</summary>
    RetainNotSupported = 0x9A,

    /// <summary>0x9B: the broker does not support this QoS.</summary>
    QosNotSupported = 0x9B,

    /// <summary>0x9F: too many connections in too short a time.</summary>
    ConnectionRateExceeded = 0x9F,
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Edge.Mqtt.Libmosquitto;

/// <summary>
/// What the library calls back. Each copies what it was given and returns: no code of ours that could throw runs inside the library,
/// which calls back with its locks held.
/// </summary>
internal static unsafe class MosquittoCallbacks
{
    private const int UnlimitedReceiveMaximum = ushort.MaxValue;
    private const int LogWarning = 1 << 2;
    private const int LogError = 1 << 3;

    internal static void Set(MosquittoHandle client)
    {
        Mosquitto.OnConnect(client, &Connected);
        Mosquitto.OnDisconnect(client, &Disconnected);
        Mosquitto.OnPublish(client, &Published);
        Mosquitto.OnSubscribe(client, &Subscribed);
        Mosquitto.OnMessage(client, &Received);
        Mosquitto.OnLog(client, &Logged);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Connected(nint client, nint userData, int reasonCode, int flags, nint properties)
    {
        int receiveMaximum = Mosquitto.PropertyReadInt16(properties, MosquittoProperty.ReceiveMaximum, out ushort value, skipFirst: false) != 0 && value > 0
            ? value
            : UnlimitedReceiveMaximum;
        Add(userData, new MosquittoEvent.Accepted((MqttReasonCode)reasonCode, (flags & 1) != 0, receiveMaximum));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Disconnected(nint client, nint userData, int code, nint properties) => Add(userData, new MosquittoEvent.Lost(code));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Published(nint client, nint userData, int messageId, int reasonCode, nint properties) =>
        Add(userData, new MosquittoEvent.Acknowledged(messageId, (MqttReasonCode)reasonCode));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Subscribed(nint client, nint userData, int messageId, int count, int* granted, nint properties) =>
        Add(userData, new MosquittoEvent.Subscribed(messageId, count > 0 ? (MqttReasonCode)granted[0] : MqttReasonCode.ProtocolError));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Received(nint client, nint userData, MosquittoMessage* message, nint properties)
    {
        string topic = Marshal.PtrToStringUTF8((nint)message->Topic) ?? "";
        byte[] payload = new ReadOnlySpan<byte>(message->Payload, message->PayloadLength).ToArray();
        Add(userData, new MosquittoEvent.Received(new MqttMessage(topic, payload, message->Retain != 0) { Properties = MosquittoProperties.Read(properties) }));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Logged(nint client, nint userData, int level, byte* text)
    {
        if ((level & (LogWarning | LogError)) != 0)
        {
            Add(userData, new MosquittoEvent.Complaint(Marshal.PtrToStringUTF8((nint)text) ?? ""));
        }
    }

    private static void Add(nint userData, MosquittoEvent happened)
    {
        if (GCHandle.FromIntPtr(userData).Target is Queue<MosquittoEvent> events)
        {
            events.Enqueue(happened);
        }
    }
}

using System.Runtime.InteropServices;

namespace Edge.Mqtt.Libmosquitto;

/// <summary><c>struct mosquitto_message</c> of mosquitto.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MosquittoMessage
{
    internal int MessageId;
    internal byte* Topic;
    internal byte* Payload;
    internal int PayloadLength;
    internal int Qos;
    internal byte Retain;
}

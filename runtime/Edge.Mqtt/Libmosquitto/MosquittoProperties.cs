using System.Runtime.InteropServices;

namespace Edge.Mqtt.Libmosquitto;

/// <summary>Properties of a PUBLISH, to the library's list and back.</summary>
internal static unsafe class MosquittoProperties
{
    /// <summary>User properties that are read of one message; a sender may attach as many as its packet holds.</summary>
    private const int MostUserProperties = 32;

    /// <summary>Makes the library's list; the caller frees it, whatever is answered.</summary>
    public static MosquittoError Write(MqttProperties? properties, ref nint list)
    {
        if (properties is null)
        {
            return MosquittoError.Success;
        }

        MosquittoError error = MosquittoError.Success;
        if (properties.Expiry is { } expiry)
        {
            error = Mosquitto.PropertyAddInt32(ref list, MosquittoProperty.MessageExpiryInterval, (uint)expiry.TotalSeconds);
        }

        if (error == MosquittoError.Success && properties.ResponseTopic is { } topic)
        {
            error = Mosquitto.PropertyAddString(ref list, MosquittoProperty.ResponseTopic, topic);
        }

        if (error == MosquittoError.Success && properties.CorrelationData.Length > 0)
        {
            fixed (byte* data = properties.CorrelationData.Span)
            {
                error = Mosquitto.PropertyAddBinary(ref list, MosquittoProperty.CorrelationData, data, checked((ushort)properties.CorrelationData.Length));
            }
        }

        for (int index = 0; error == MosquittoError.Success && index < properties.User.Count; index++)
        {
            error = Mosquitto.PropertyAddPair(ref list, MosquittoProperty.UserProperty, properties.User[index].Key, properties.User[index].Value);
        }

        return error;
    }

    /// <summary>Reads what Edge uses; null where there is nothing of it. Throws nothing: the library calls with its locks held.</summary>
    public static MqttProperties? Read(nint list)
    {
        if (list == 0)
        {
            return null;
        }

        byte* text = null;
        string? topic = Mosquitto.PropertyReadString(list, MosquittoProperty.ResponseTopic, &text, skipFirst: false) != 0 ? Take(text) : null;
        TimeSpan? expiry = Mosquitto.PropertyReadInt32(list, MosquittoProperty.MessageExpiryInterval, out uint seconds, skipFirst: false) != 0
            ? TimeSpan.FromSeconds(seconds)
            : null;
        byte[] correlation = [];
        byte* data = null;
        if (Mosquitto.PropertyReadBinary(list, MosquittoProperty.CorrelationData, &data, out ushort sizeBytes, skipFirst: false) != 0)
        {
            correlation = new ReadOnlySpan<byte>(data, sizeBytes).ToArray();
            NativeMemory.Free(data);
        }

        List<KeyValuePair<string, string>>? user = ReadUser(list);
        return topic is null && expiry is null && correlation.Length == 0 && user is null
            ? null
            : new MqttProperties { ResponseTopic = topic, Expiry = expiry, CorrelationData = correlation, User = user ?? [] };
    }

    private static List<KeyValuePair<string, string>>? ReadUser(nint list)
    {
        List<KeyValuePair<string, string>>? user = null;
        byte* name = null;
        byte* value = null;
        for (nint found = Mosquitto.PropertyReadPair(list, MosquittoProperty.UserProperty, &name, &value, skipFirst: false);
            found != 0 && (user?.Count ?? 0) < MostUserProperties;
            found = Mosquitto.PropertyReadPair(found, MosquittoProperty.UserProperty, &name, &value, skipFirst: true))
        {
            (user ??= []).Add(new(Take(name), Take(value)));
            name = value = null;
        }

        // One that was read beyond the limit.
        NativeMemory.Free(name);
        NativeMemory.Free(value);
        return user;
    }

    /// <summary>Copies a text that the library has allocated, and frees it.</summary>
    private static string Take(byte* text)
    {
        string copy = Marshal.PtrToStringUTF8((nint)text) ?? "";
        NativeMemory.Free(text);
        return copy;
    }
}

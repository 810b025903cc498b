namespace Edge.Mqtt.Libmosquitto;

/// <summary>What the library said during a call; the link looks at it when the call has returned.</summary>
internal abstract record MosquittoEvent
{
    /// <summary>CONNACK.</summary>
    /// <param name="Reason">Reason code.</param>
    /// <param name="SessionPresent">The broker still has the session.</param>
    /// <param name="ReceiveMaximum">What the broker takes at once (MQTT 5 §3.2.2.3.3).</param>
    internal sealed record Accepted(MqttReasonCode Reason, bool SessionPresent, int ReceiveMaximum) : MosquittoEvent;

    /// <summary>The connection is gone.</summary>
    /// <param name="Code">From 0x80 on the reason code of the broker's DISCONNECT, else a <see cref="MosquittoError"/>.</param>
    internal sealed record Lost(int Code) : MosquittoEvent;

    /// <summary>PUBACK.</summary>
    internal sealed record Acknowledged(int MessageId, MqttReasonCode Reason) : MosquittoEvent;

    /// <summary>SUBACK of one filter.</summary>
    internal sealed record Subscribed(int MessageId, MqttReasonCode Reason) : MosquittoEvent;

    /// <summary>PUBLISH to us.</summary>
    internal sealed record Received(MqttMessage Message) : MosquittoEvent;

    /// <summary>A warning or an error in the library's words.</summary>
    internal sealed record Complaint(string Text) : MosquittoEvent;
}

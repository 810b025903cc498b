namespace Edge.Mqtt;

/// <summary>The link cannot do what was asked: the client library is missing or refuses its settings, or the link was stopped.</summary>
public sealed class MqttException : Exception
{
    /// <summary>Creates one without a message.</summary>
    public MqttException()
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    public MqttException(string message)
        : base(message)
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">What it was seen by.</param>
    public MqttException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

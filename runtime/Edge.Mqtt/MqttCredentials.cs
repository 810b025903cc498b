namespace Edge.Mqtt;

/// <summary>User name and password of the CONNECT packet (MQTT 5 §3.1.3.5). They are readable on the wire unless TLS is used.</summary>
/// <param name="UserName">User name.</param>
/// <param name="Password">Password; null: none is sent.</param>
public sealed record MqttCredentials(string UserName, string? Password)
{
    private const int MaxFileBytes = 4096;

    /// <summary>Reads a file of one or two lines: the user name, then the password.</summary>
    /// <exception cref="MqttException">The file cannot be read, or its first line is empty.</exception>
    public static MqttCredentials Read(string file)
    {
        string[] lines;
        try
        {
            lines = new FileInfo(file).Length <= MaxFileBytes ? File.ReadAllLines(file) : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new MqttException($"The file of the broker's user name and password cannot be read: {unreadable.Message}", unreadable);
        }

        return lines is [{ Length: > 0 } userName, ..]
            ? new MqttCredentials(userName, lines.Length > 1 && lines[1].Length > 0 ? lines[1] : null)
            : throw new MqttException($"{file} is no file of a user name and a password. Write the name on its first line and the password on its second.");
    }

    /// <summary>The user name only: a password must not reach a log.</summary>
    public override string ToString() => $"MqttCredentials {{ UserName = {UserName} }}";
}

using Edge.Mqtt;

namespace Edge.Ctl.Tests;

/// <summary>Links to a test's broker.</summary>
internal static class Links
{
    /// <summary>Quick to retry, so that tests are.</summary>
    public static MqttLinkOptions Options(int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        ClientId = "test-" + Guid.NewGuid().ToString("N"),
        SessionExpiry = TimeSpan.Zero,
        FirstBackoff = TimeSpan.FromMilliseconds(20),
        LongestBackoff = TimeSpan.FromMilliseconds(100),
    };
}

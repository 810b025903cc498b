using System.Net;
using System.Net.Sockets;

namespace Edge.Mqtt.Tests;

/// <summary>A broker whose every byte the test chooses (MQTT 5 §2 and §3), for what no real broker does on request.</summary>
internal sealed class ScriptedBroker : IDisposable
{
    public static readonly byte[] ConnAck = [0x20, 0x03, 0x00, 0x00, 0x00];

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly List<Connection> _connections = [];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedBroker() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Takes the next connection and its CONNECT packet, and answers it.</summary>
    public async Task<Connection> AcceptAsync(params byte[] answer)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var connection = new Connection(await _listener.AcceptTcpClientAsync(deadline.Token));
        _connections.Add(connection);
        Packet connect = await connection.NextAsync();
        Assert.Equal(1, connect.Type);
        await connection.SendAsync(answer);
        return connection;
    }

    public void Dispose()
    {
        _connections.ForEach(connection => connection.Dispose());
        _listener.Dispose();
    }

    /// <summary>A packet: type and flags of the first byte, and what follows the length.</summary>
    internal sealed record Packet(int Type, int Flags, byte[] Body)
    {
        /// <summary>Packet identifier of a PUBLISH with QoS 1 (MQTT 5 §3.3.2).</summary>
        public int PublishId => (Body[TopicEnd] << 8) | Body[TopicEnd + 1];

        /// <summary>The DUP flag (MQTT 5 §3.3.1.1).</summary>
        public bool IsDuplicate => (Flags & 8) != 0;

        private int TopicEnd => 2 + ((Body[0] << 8) | Body[1]);
    }

    /// <summary>One connection.</summary>
    internal sealed class Connection(TcpClient client) : IDisposable
    {
        public async Task<Packet> NextAsync()
        {
            using var deadline = new CancellationTokenSource(Deadline);
            byte[] first = new byte[1];
            await client.GetStream().ReadExactlyAsync(first, deadline.Token);
            int length = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte[] part = new byte[1];
                await client.GetStream().ReadExactlyAsync(part, deadline.Token);
                length |= (part[0] & 0x7F) << shift;
                if (part[0] < 0x80)
                {
                    break;
                }
            }

            byte[] body = new byte[length];
            await client.GetStream().ReadExactlyAsync(body, deadline.Token);
            return new Packet(first[0] >> 4, first[0] & 0x0F, body);
        }

        /// <summary>True when bytes are waiting, without taking them.</summary>
        public bool HasMore => client.Available > 0;

        public async Task SendAsync(params byte[] bytes) => await client.GetStream().WriteAsync(bytes);

        public Task AcknowledgeAsync(Packet publish, MqttReasonCode reason = MqttReasonCode.Success) =>
            SendAsync(0x40, 0x03, (byte)(publish.PublishId >> 8), (byte)publish.PublishId, (byte)reason);

        public void Dispose() => client.Dispose();
    }
}

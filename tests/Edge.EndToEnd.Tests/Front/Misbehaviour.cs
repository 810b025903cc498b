namespace Edge.EndToEnd.Tests;

/// <summary>One way to hold or waste a connection.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Of2000">How many of every 2,000 connections do it.</param>
/// <param name="Opening">Sent at once.</param>
internal sealed record Misbehaviour(string Name, int Of2000, byte[] Opening)
{
    /// <summary>Goes to the TLS port.</summary>
    public bool ToTls { get; init; }

    /// <summary>Sent once the association is accepted; null where none is asked for.</summary>
    public byte[]? OnceAccepted { get; init; }

    /// <summary>Then sent, a byte every few seconds; empty for silence.</summary>
    public byte[] Drip { get; init; } = [];

    /// <summary>Sent again and again, without ever reading an answer; empty for the others.</summary>
    public byte[] Flood { get; init; } = [];
}

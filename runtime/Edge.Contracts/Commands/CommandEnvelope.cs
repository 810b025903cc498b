using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>The message on <c>command</c>: a DSSE envelope (DSSE 1.0.0) around a <see cref="DeviceCommand"/>.</summary>
/// <param name="PayloadType"><see cref="DeviceCommand.PayloadType"/>.</param>
/// <param name="Payload">The command as JSON in UTF-8, base64.</param>
/// <param name="Signatures">Signatures over type and payload, 1 to 16.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record CommandEnvelope(string PayloadType, ReadOnlyMemory<byte> Payload, IReadOnlyList<EnvelopeSignature> Signatures)
{
    /// <summary>Largest message that is read, in bytes.</summary>
    public const int SizeMaxBytes = 64 * 1024;

    /// <summary>Signatures that are looked at, at most.</summary>
    public const int SignaturesMax = 16;
}

/// <summary>A signature of an envelope.</summary>
/// <param name="KeyId">Id of the key, as the signed list of targets names it.</param>
/// <param name="Sig">ECDSA, DER, base64.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record EnvelopeSignature([property: JsonPropertyName("keyid")] string KeyId, ReadOnlyMemory<byte> Sig);

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Contracts;
using Edge.Inference.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Edge.Inference.Confinement;

/// <summary>What the process tells itself across the exec that starts it again inside its confinement.</summary>
/// <param name="Protocol">Descriptors of the protocol.</param>
/// <param name="Configure">The runtime's first message, already taken from the input.</param>
/// <param name="Faults">What could not be confined, in plain words.</param>
[SuppressMessage("Reliability", "CA2000", Justification = "The stream owns the handle.")]
internal sealed record Handover(ProtocolDescriptors Protocol, ConfigureMessage Configure, IReadOnlyList<string> Faults)
{
    /// <summary>The argument before the descriptor's number.</summary>
    public const string Argument = "--confined";

    private const int SizeMaxBytes = MessageFrame.SizeMaxBytes + (1024 * 1024);

    /// <summary>Writes it to a nameless file in memory.</summary>
    /// <returns>Descriptor of that file, which survives an exec.</returns>
    /// <exception cref="IOException">The kernel has no room for it.</exception>
    public int Store()
    {
        int descriptor = Libc.MemfdCreate("edge-inference-handover", flags: 0);
        if (descriptor < 0)
        {
            throw new IOException("The kernel gave no nameless file (memfd_create).");
        }

        using var file = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.ReadWrite, bufferSize: 0);
        JsonSerializer.Serialize(file, this, HandoverJson.Default.Handover);
        return descriptor;
    }

    /// <summary>Reads it back and closes its file.</summary>
    /// <exception cref="IOException">The descriptor holds no handover.</exception>
    public static Handover Take(int descriptor)
    {
        using var file = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 0);
        if (file.Length > SizeMaxBytes)
        {
            throw new IOException("The handover is larger than any that is written.");
        }

        file.Position = 0;
        try
        {
            return JsonSerializer.Deserialize(file, HandoverJson.Default.Handover) ?? throw new IOException("The handover is empty.");
        }
        catch (JsonException exception)
        {
            throw new IOException("The handover is not readable.", exception);
        }
    }
}

/// <summary>JSON of <see cref="Handover"/>.</summary>
[JsonSerializable(typeof(Handover))]
internal sealed partial class HandoverJson : JsonSerializerContext;

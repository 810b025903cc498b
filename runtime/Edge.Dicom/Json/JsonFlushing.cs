using System.Text.Json;

namespace Edge.Dicom;

/// <summary>Keeps what a JSON writer holds bounded.</summary>
internal static class JsonFlushing
{
    /// <summary>Bytes that a writer may hold before they go to the stream.</summary>
    private const int MaxPendingBytes = 64 * 1024;

    /// <summary>Hands pending bytes to the stream once they are many; works between values and within one written in pieces.</summary>
    internal static void FlushWhenFull(this Utf8JsonWriter writer)
    {
        if (writer.BytesPending > MaxPendingBytes)
        {
            writer.Flush();
        }
    }
}

namespace Edge.Dicom.Codecs;

/// <summary>
/// Finds where code streams begin among fragments that no table divides. A stream begins with a marker and ends with one (JPEG and JPEG-LS: SOI, EOI;
/// JPEG 2000: SOC, EOC, the same last byte pair FFD9), which entropy-coded bytes cannot hold, wherever the fragments are cut.
/// </summary>
internal static class FrameStreams
{
    private const int TailBytes = 16;

    /// <summary>First fragment of each stream, by the ends of the streams before; the bytes after the last end belong to a stream cut short.</summary>
    public static int[] ByEnd(FragmentSource fragments)
    {
        var starts = new List<int>();
        bool begins = true;
        byte before = 0;
        Span<byte> room = stackalloc byte[TailBytes];
        for (int i = 0; i < fragments.Count; i++)
        {
            int length = fragments.Length(i);
            if (length == 0)
            {
                continue;
            }

            if (begins)
            {
                starts.Add(i);
            }

            Span<byte> tail = room[..Math.Min(TailBytes, length)];
            fragments.Copy(i, length - tail.Length, tail);
            begins = EndsStream(tail, length == tail.Length ? before : (byte)0);
            before = tail[^1];
        }

        return [.. starts];
    }

    /// <summary>Fragments that begin as a stream does.</summary>
    public static int[] ByStart(FragmentSource fragments)
    {
        var starts = new List<int>();
        Span<byte> room = stackalloc byte[4];
        for (int i = 0; i < fragments.Count; i++)
        {
            Span<byte> head = room[..Math.Min(4, fragments.Length(i))];
            fragments.Copy(i, 0, head);
            if (BeginsStream(head))
            {
                starts.Add(i);
            }
        }

        return [.. starts];
    }

    // After the end come at most padding bytes; the marker itself may be cut in two.
    private static bool EndsStream(ReadOnlySpan<byte> tail, byte before)
    {
        int last = tail.Length - 1;
        while (last > 0 && tail[last] == 0)
        {
            last--;
        }

        byte previous = last > 0 ? tail[last - 1] : before;
        return tail[last] == 0xD9 && previous == 0xFF;
    }

    // JPEG and JPEG-LS begin with SOI and another marker, JPEG 2000 with SOC and SIZ, a JP2 file with its signature box.
    private static bool BeginsStream(ReadOnlySpan<byte> head) =>
        head.Length >= 4
        && (head[..3].SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
            || head.SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51])
            || head.SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 12]));
}

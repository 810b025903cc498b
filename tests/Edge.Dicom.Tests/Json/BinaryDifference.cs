namespace Edge.Dicom.Tests.Json;

/// <summary>Names how two inline values differ.</summary>
internal static class BinaryDifference
{
    internal static string Kind(string ours, string theirs, string vr)
    {
        byte[] mine = Convert.FromBase64String(ours);
        byte[] other = Convert.FromBase64String(theirs);
        if (mine.Length % 2 == 1 && other.Length == mine.Length + 1 && other[^1] == 0 && other.AsSpan(0, mine.Length).SequenceEqual(mine))
        {
            return "odd-length-padded";
        }

        int unit = vr switch { "OW" => 2, "OF" or "OL" => 4, "OD" or "OV" => 8, _ => 1 };
        byte[] turned = [.. mine.Chunk(unit).SelectMany(word => word.Reverse())];
        return unit > 1 && turned.AsSpan().SequenceEqual(other) ? "big-endian-kept" : "unexplained";
    }
}

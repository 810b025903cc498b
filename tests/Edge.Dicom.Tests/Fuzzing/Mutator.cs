using System.Buffers.Binary;

namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>Damages bytes the way lines, disks, and people do it: flips, lies in lengths, cuts, repeats, splices. The same seed does the same.</summary>
internal sealed class Mutator(int seed)
{
    private const int MostSteps = 4;
    private const int LongestRange = 64;

    private static readonly uint[] Lies = [0, 1, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF];

    /// <summary>Item, item end, sequence end, pixel data, group length, an unknown private element.</summary>
    private static readonly byte[][] Tags =
        [[0xFE, 0xFF, 0x00, 0xE0], [0xFE, 0xFF, 0x0D, 0xE0], [0xFE, 0xFF, 0xDD, 0xE0], [0xE0, 0x7F, 0x10, 0x00], [0x10, 0x00, 0x00, 0x00], [0x09, 0x00, 0x01, 0x10]];

    private readonly Random _random = new(seed);

    /// <summary>A damaged copy of one of <paramref name="sources"/>.</summary>
    public byte[] Mutate(IReadOnlyList<byte[]> sources)
    {
        List<byte> bytes = [.. sources[_random.Next(sources.Count)]];
        for (int steps = _random.Next(1, MostSteps + 1); steps > 0 && bytes.Count > 8; steps--)
        {
            Step(bytes, sources);
        }

        return [.. bytes];
    }

    private void Step(List<byte> bytes, IReadOnlyList<byte[]> sources)
    {
        int at = _random.Next(bytes.Count - 4);
        int count = Math.Min(_random.Next(1, LongestRange), bytes.Count - at);
        switch (_random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                byte[] lie = new byte[4];
                BinaryPrimitives.WriteUInt32LittleEndian(lie, Lies[_random.Next(Lies.Length)]);
                Overwrite(bytes, at, lie.AsSpan(0, _random.Next(2) == 0 ? 2 : 4));
                break;
            case 3:
                Overwrite(bytes, at, Tags[_random.Next(Tags.Length)]);
                break;
            case 4:
                bytes.RemoveRange(at, count);
                break;
            case 5:
                bytes.InsertRange(at, bytes.GetRange(at, count));
                break;
            case 6:
                byte[] other = sources[_random.Next(sources.Count)];
                int from = _random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(count, other.Length - from)).ToArray());
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }

    private static void Overwrite(List<byte> bytes, int at, ReadOnlySpan<byte> with)
    {
        for (int index = 0; index < with.Length; index++)
        {
            bytes[at + index] = with[index];
        }
    }
}

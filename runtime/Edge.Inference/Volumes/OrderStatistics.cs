using System.Runtime.InteropServices;

namespace Edge.Inference.Volumes;

/// <summary>Exact percentiles of many numbers in two passes over them, without sorting or copying: by the bits of a number, first the upper half, then the lower.</summary>
internal static class OrderStatistics
{
    private const int HalfBits = 16;
    private const uint SignBit = 0x8000_0000;

    /// <summary>
    /// Percentile q of n values in ascending order: at (n − 1) · q / 100, linearly between its neighbours (numpy.percentile, method linear).
    /// </summary>
    /// <param name="values">Finite numbers, at least one.</param>
    /// <param name="percent">q, 0 to 100.</param>
    public static double Percentile(ReadOnlySpan<float> values, double percent)
    {
        double at = (values.Length - 1) * (percent / 100);
        int lower = Math.Clamp((int)Math.Floor(at), 0, values.Length - 1);
        double below = Select(values, lower);
        if (at == lower)
        {
            return below;
        }

        double above = Select(values, Math.Min(lower + 1, values.Length - 1));
        return below + ((above - below) * (at - lower));
    }

    /// <summary>The value of a rank, from 0, in ascending order.</summary>
    public static float Select(ReadOnlySpan<float> values, int rank)
    {
        ReadOnlySpan<uint> bits = MemoryMarshal.Cast<float, uint>(values);
        int[] counts = new int[1 << HalfBits];
        foreach (uint value in bits)
        {
            counts[Ordered(value) >> HalfBits]++;
        }

        uint upper = Find(counts, ref rank);
        Array.Clear(counts);
        foreach (uint value in bits)
        {
            uint ordered = Ordered(value);
            if (ordered >> HalfBits == upper)
            {
                counts[(ushort)ordered]++;
            }
        }

        uint found = (upper << HalfBits) | Find(counts, ref rank);
        return BitConverter.UInt32BitsToSingle((found & SignBit) != 0 ? found ^ SignBit : ~found);
    }

    /// <summary>Bits that grow as the number does: of a positive one the sign is set, of a negative one all are turned over.</summary>
    private static uint Ordered(uint bits) => (bits & SignBit) != 0 ? ~bits : bits | SignBit;

    private static uint Find(int[] counts, ref int rank)
    {
        uint index = 0;
        while (rank >= counts[index])
        {
            rank -= counts[index];
            index++;
        }

        return index;
    }
}

namespace Edge.Dicom.Codecs.Jpeg;

/// <summary>The inverse DCT (ISO/IEC 10918-1 A.3.3) in single precision, separable, with level shift and limits.</summary>
internal static class InverseDct
{
    // Basis[x * 8 + u] = C(u) / 2 · cos((2x + 1) u π / 16)
    private static readonly float[] Basis = MakeBasis();

    /// <summary>Transforms one block.</summary>
    /// <param name="coefficients">64 coefficients, row by row.</param>
    /// <param name="quantization">64 divisors, row by row.</param>
    /// <param name="precision">Bits a sample.</param>
    /// <param name="samples">64 samples, row by row.</param>
    public static void Transform(ReadOnlySpan<short> coefficients, ReadOnlySpan<ushort> quantization, int precision, Span<ushort> samples)
    {
        Span<float> half = stackalloc float[64];
        for (int v = 0; v < 8; v++)
        {
            for (int x = 0; x < 8; x++)
            {
                float sum = 0;
                for (int u = 0; u < 8; u++)
                {
                    sum += Basis[(x * 8) + u] * (coefficients[(v * 8) + u] * quantization[(v * 8) + u]);
                }

                half[(v * 8) + x] = sum;
            }
        }

        float shift = 1 << (precision - 1);
        float greatest = (1 << precision) - 1;
        for (int x = 0; x < 8; x++)
        {
            for (int y = 0; y < 8; y++)
            {
                float sum = shift;
                for (int v = 0; v < 8; v++)
                {
                    sum += Basis[(y * 8) + v] * half[(v * 8) + x];
                }

                samples[(y * 8) + x] = (ushort)Math.Clamp(MathF.Round(sum), 0, greatest);
            }
        }
    }

    private static float[] MakeBasis()
    {
        float[] basis = new float[64];
        for (int x = 0; x < 8; x++)
        {
            for (int u = 0; u < 8; u++)
            {
                double scale = u == 0 ? 1 / Math.Sqrt(2) : 1;
                basis[(x * 8) + u] = (float)(scale / 2 * Math.Cos(((2 * x) + 1) * u * Math.PI / 16));
            }
        }

        return basis;
    }
}

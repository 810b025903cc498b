namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Labels that the network gave itself.</summary>
internal static class WholeLabels
{
    /// <summary>Copies them.</summary>
    /// <returns>False when one is no whole number from 0 to 255.</returns>
    public static bool Convert(ReadOnlySpan<float> values, Span<byte> labels)
    {
        for (int index = 0; index < labels.Length; index++)
        {
            float value = values[index];
            if (!(value is >= 0 and <= byte.MaxValue) || value != MathF.Floor(value))
            {
                return false;
            }

            labels[index] = (byte)value;
        }

        return true;
    }
}

namespace Edge.Dicom.Images;

/// <summary>Luminance and chrominance to red, green and blue (PS3.3 C.7.6.3.1.2), rounded, and limited to what the bits hold.</summary>
public static class ColourTransform
{
    /// <summary>YBR_FULL: all values from 0 to the greatest, chrominance around the middle.</summary>
    /// <param name="ybr">Y, Cb and Cr of each pixel.</param>
    /// <param name="bits">Bits a sample, 8 to 16.</param>
    /// <param name="rgb">Receives R, G and B of each pixel; may be the same memory.</param>
    public static void FromFull(ReadOnlySpan<ushort> ybr, int bits, Span<ushort> rgb)
    {
        int max = (1 << bits) - 1;
        int middle = 1 << (bits - 1);
        for (int i = 0; i + 2 < ybr.Length; i += 3)
        {
            double y = ybr[i];
            double cb = ybr[i + 1] - middle;
            double cr = ybr[i + 2] - middle;
            Store(rgb, i, max, y + (1.402 * cr), y - (0.114 * 1.772 / 0.587 * cb) - (0.299 * 1.402 / 0.587 * cr), y + (1.772 * cb));
        }
    }

    /// <summary>YBR_PARTIAL_422 and _420 (retired): Y from 16 to 235, chrominance from 16 to 240 of 8 bits.</summary>
    /// <param name="ybr">Y, Cb and Cr of each pixel, 8 bits.</param>
    /// <param name="rgb">Receives R, G and B of each pixel; may be the same memory.</param>
    public static void FromPartial(ReadOnlySpan<ushort> ybr, Span<ushort> rgb)
    {
        for (int i = 0; i + 2 < ybr.Length; i += 3)
        {
            double y = 255.0 / 219 * (ybr[i] - 16);
            double cb = 255.0 / 224 * (ybr[i + 1] - 128);
            double cr = 255.0 / 224 * (ybr[i + 2] - 128);
            Store(rgb, i, 255, y + (1.402 * cr), y - (0.114 * 1.772 / 0.587 * cb) - (0.299 * 1.402 / 0.587 * cr), y + (1.772 * cb));
        }
    }

    /// <summary>Unpacks Y Y Cb Cr: two pixels side by side share their chrominance (YBR_FULL_422, native).</summary>
    /// <param name="packed">Two bytes a pixel.</param>
    /// <param name="ybr">Receives Y, Cb and Cr of each pixel.</param>
    public static void Unpack422(ReadOnlySpan<byte> packed, Span<ushort> ybr)
    {
        for (int i = 0; i + 3 < packed.Length; i += 4)
        {
            int pixel = i / 2 * 3;
            (ybr[pixel], ybr[pixel + 1], ybr[pixel + 2]) = (packed[i], packed[i + 2], packed[i + 3]);
            (ybr[pixel + 3], ybr[pixel + 4], ybr[pixel + 5]) = (packed[i + 1], packed[i + 2], packed[i + 3]);
        }
    }

    private static void Store(Span<ushort> rgb, int at, int max, double red, double green, double blue)
    {
        rgb[at] = (ushort)Math.Clamp(Math.Round(red), 0, max);
        rgb[at + 1] = (ushort)Math.Clamp(Math.Round(green), 0, max);
        rgb[at + 2] = (ushort)Math.Clamp(Math.Round(blue), 0, max);
    }
}

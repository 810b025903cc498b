using System.Globalization;

namespace Edge.Inference.Results;

/// <summary>A colour of the sRGB space.</summary>
/// <param name="Red">0..255.</param>
/// <param name="Green">0..255.</param>
/// <param name="Blue">0..255.</param>
internal readonly record struct DisplayColour(byte Red, byte Green, byte Blue)
{
    /// <summary>Text and what has no colour of its own.</summary>
    public static readonly DisplayColour White = new(255, 255, 255);

    /// <summary>The mark of an AI result.</summary>
    public static readonly DisplayColour Mark = new(255, 208, 0);

    /// <summary>Colours that are told apart on grey, in the order in which they are taken.</summary>
    private static readonly DisplayColour[] Palette =
    [
        new(255, 64, 64), new(64, 200, 255), new(96, 224, 96), new(255, 160, 32), new(208, 112, 255), new(255, 240, 80), new(255, 128, 192), new(96, 160, 255),
    ];

    /// <summary>The colour that a manifest gives, else one of the palette.</summary>
    /// <param name="text"><c>#RRGGBB</c>; null where the manifest gives none.</param>
    /// <param name="index">Which segment or class, from 0.</param>
    public static DisplayColour Of(string? text, int index) => TryParse(text, out DisplayColour colour) ? colour : Palette[index % Palette.Length];

    /// <summary>Reads <c>#RRGGBB</c>.</summary>
    public static bool TryParse(string? text, out DisplayColour colour)
    {
        bool valid = text is { Length: 7 } && text[0] == '#'
            && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);
        int value = valid ? int.Parse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : 0;
        colour = new DisplayColour((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return valid;
    }

    /// <summary>
    /// As Recommended Display CIELab Value (0062,000D) has it: L*, a*, b* against D50, 0..100 and −128..127 spread over 16 bits (PS3.3 C.10.7.1.1).
    /// </summary>
    public long[] ToCieLab()
    {
        double red = Linear(Red);
        double green = Linear(Green);
        double blue = Linear(Blue);

        // sRGB to XYZ against D50 (the matrix of IEC 61966-2-1, adapted by Bradford), each over the white point.
        double x = Curve(((0.4360747 * red) + (0.3850649 * green) + (0.1430804 * blue)) / 0.96422);
        double y = Curve((0.2225045 * red) + (0.7168786 * green) + (0.0606169 * blue));
        double z = Curve(((0.0139322 * red) + (0.0971045 * green) + (0.7141733 * blue)) / 0.82521);
        double lightness = (116 * y) - 16;
        return [Spread(lightness * 65535 / 100), Spread(((500 * (x - y)) + 128) * 65535 / 255), Spread(((200 * (y - z)) + 128) * 65535 / 255)];
    }

    private static double Linear(byte channel)
    {
        double share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }

    private static double Curve(double share) => share > 216.0 / 24389 ? Math.Cbrt(share) : ((24389.0 / 27 * share) + 16) / 116;

    private static long Spread(double value) => (long)Math.Clamp(Math.Round(value), 0, 65535);
}

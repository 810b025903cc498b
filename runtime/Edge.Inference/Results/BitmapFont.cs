namespace Edge.Inference.Results;

/// <summary>Our own letters of 5 by 7 dots, for the printable characters of ASCII; small enough to be read here.</summary>
internal static class BitmapFont
{
    /// <summary>Dots across a letter.</summary>
    public const int Width = 5;

    /// <summary>Dots down a letter.</summary>
    public const int Height = 7;

    /// <summary>Dots from one letter to the next.</summary>
    public const int Advance = 6;

    private const int BitsOfRow = 8;

    /// <summary>A letter each, from the space on: two hexadecimal digits for each of its rows, the upper first, the left dot the highest of five bits.</summary>
    private static readonly ulong[] Letters =
    [
        0x00000000000000, 0x04040404040004, 0x0A0A0000000000, 0x0A0A1F0A1F0A0A, 0x040F140E051E04,  // space ! " # $
        0x18190204081303, 0x0C12140815120D, 0x04040000000000, 0x02040808080402, 0x08040202020408,  // % & ' ( )
        0x0004150E150400, 0x0004041F040400, 0x00000000040408, 0x0000001F000000, 0x00000000000404,  // * + , - .
        0x01010204081010, 0x0E11131519110E, 0x040C040404040E, 0x0E11010608101F, 0x0E11010601110E,  // / 0 1 2 3
        0x02060A121F0202, 0x1F101E0101110E, 0x0608101E11110E, 0x1F010204040808, 0x0E11110E11110E,  // 4 5 6 7 8
        0x0E11110F01020C, 0x00040400040400, 0x00040400040408, 0x02040810080402, 0x00001F001F0000,  // 9 : ; < =
        0x08040201020408, 0x0E110102040004, 0x0E11171517100E, 0x040A11111F1111, 0x1E11111E11111E,  // > ? @ A B
        0x0E11101010110E, 0x1C12111111121C, 0x1F10101E10101F, 0x1F10101E101010, 0x0E11101711110F,  // C D E F G
        0x1111111F111111, 0x0E04040404040E, 0x0702020202120C, 0x11121418141211, 0x1010101010101F,  // H I J K L
        0x111B1515111111, 0x11191513111111, 0x0E11111111110E, 0x1E11111E101010, 0x0E11111115120D,  // M N O P Q
        0x1E11111E141211, 0x0F10100E01011E, 0x1F040404040404, 0x1111111111110E, 0x111111110A0A04,  // R S T U V
        0x11111115151B11, 0x11110A040A1111, 0x11110A04040404, 0x1F01020408101F, 0x0E08080808080E,  // W X Y Z [
        0x10100804020101, 0x0E02020202020E, 0x040A1100000000, 0x0000000000001F, 0x08040000000000,  // \ ] ^ _ `
        0x00000E010F110F, 0x10101E1111111E, 0x00000F1010100F, 0x01010F1111110F, 0x00000E111F100E,  // a b c d e
        0x0608081C080808, 0x000F11110F010E, 0x10101619111111, 0x04000C0404040E, 0x0200060202120C,  // f g h i j
        0x10101214181412, 0x0C04040404040E, 0x00001A15151515, 0x00001619111111, 0x00000E1111110E,  // k l m n o
        0x001E11111E1010, 0x000F11110F0101, 0x00001619101010, 0x00000F100E011E, 0x08081C08080906,  // p q r s t
        0x0000111111130D, 0x00001111110A04, 0x0000111115150A, 0x0000110A040A11, 0x001111110F010E,  // u v w x y
        0x00001F0204081F, 0x02040408040402, 0x04040404040404, 0x08040402040408, 0x00000815020000,  // z { | } ~
    ];

    /// <summary>What stands for a character without a letter: an empty box.</summary>
    private const ulong Unknown = 0x1F_11_11_11_11_11_1F;

    /// <summary>Whether a dot of a letter is set.</summary>
    /// <param name="character">Which letter.</param>
    /// <param name="row">0 to 6, from above.</param>
    /// <param name="column">0 to 4, from the left.</param>
    public static bool IsSet(char character, int row, int column)
    {
        int index = character - ' ';
        ulong letter = index >= 0 && index < Letters.Length ? Letters[index] : Unknown;
        return (letter >> ((BitsOfRow * (Height - 1 - row)) + (Width - 1 - column)) & 1) != 0;
    }
}

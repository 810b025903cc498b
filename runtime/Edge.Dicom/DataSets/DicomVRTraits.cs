namespace Edge.Dicom;

/// <summary>What PS3.5 6.2 and 7.1.2 say of each value representation.</summary>
public static class DicomVRTraits
{
    /// <summary>True where an explicit element has two reserved bytes and a 32-bit length (PS3.5 Table 7.1-1).</summary>
    public static bool HasLongLength(this DicomVR vr) => vr switch
    {
        DicomVR.OB or DicomVR.OD or DicomVR.OF or DicomVR.OL or DicomVR.OV or DicomVR.OW or DicomVR.SQ or DicomVR.SV
            or DicomVR.UC or DicomVR.UN or DicomVR.UR or DicomVR.UT or DicomVR.UV => true,
        _ => false,
    };

    /// <summary>Bytes of one number or word, which is also what byte order applies to; 1 for text and bytes.</summary>
    public static int UnitBytes(this DicomVR vr) => vr switch
    {
        DicomVR.AT or DicomVR.OW or DicomVR.SS or DicomVR.US => 2,
        DicomVR.FL or DicomVR.OF or DicomVR.OL or DicomVR.SL or DicomVR.UL => 4,
        DicomVR.FD or DicomVR.OD or DicomVR.OV or DicomVR.SV or DicomVR.UV => 8,
        _ => 1,
    };

    /// <summary>True for text, in whatever character set.</summary>
    public static bool IsText(this DicomVR vr) => vr switch
    {
        DicomVR.AE or DicomVR.AS or DicomVR.CS or DicomVR.DA or DicomVR.DS or DicomVR.DT or DicomVR.IS or DicomVR.LO
            or DicomVR.LT or DicomVR.PN or DicomVR.SH or DicomVR.ST or DicomVR.TM or DicomVR.UC or DicomVR.UI
            or DicomVR.UR or DicomVR.UT => true,
        _ => false,
    };

    /// <summary>True for bytes and words that have no values of their own: OB, OD, OF, OL, OV, OW, UN.</summary>
    public static bool IsBinary(this DicomVR vr) => vr switch
    {
        DicomVR.OB or DicomVR.OD or DicomVR.OF or DicomVR.OL or DicomVR.OV or DicomVR.OW or DicomVR.UN => true,
        _ => false,
    };

    /// <summary>True where Specific Character Set (0008,0005) decides what the bytes mean (PS3.5 6.1.2.3).</summary>
    public static bool UsesCharacterSet(this DicomVR vr) => vr switch
    {
        DicomVR.LO or DicomVR.LT or DicomVR.PN or DicomVR.SH or DicomVR.ST or DicomVR.UC or DicomVR.UT => true,
        _ => false,
    };

    /// <summary>True for text in which a backslash separates values; false for LT, ST, UR and UT (PS3.5 6.4).</summary>
    public static bool AllowsMultipleText(this DicomVR vr) =>
        vr.IsText() && vr is not (DicomVR.LT or DicomVR.ST or DicomVR.UR or DicomVR.UT);

    /// <summary>True for spaces before a value that mean nothing (PS3.5 6.2); ST, LT, UT, UC and UR keep theirs.</summary>
    public static bool IgnoresLeadingSpaces(this DicomVR vr) => vr switch
    {
        DicomVR.AE or DicomVR.CS or DicomVR.DS or DicomVR.IS or DicomVR.LO or DicomVR.SH => true,
        _ => false,
    };

    /// <summary>The byte that makes a value even in length: a space for text, zero for UI and everything else.</summary>
    public static byte PaddingByte(this DicomVR vr) => vr.IsText() && vr != DicomVR.UI ? (byte)' ' : (byte)0;

    /// <summary>True for the 34 representations of PS3.5 6.2.</summary>
    public static bool IsKnown(this DicomVR vr) =>
        vr.IsText() || vr.IsBinary() || vr.UnitBytes() > 1 || vr == DicomVR.SQ;

    /// <summary>The two letters; empty for <see cref="DicomVR.None"/>.</summary>
    public static string Letters(this DicomVR vr) =>
        vr == DicomVR.None ? string.Empty : string.Create(2, (int)vr, static (span, code) =>
        {
            span[0] = (char)(code >> 8);
            span[1] = (char)(code & 0xFF);
        });

    /// <summary>The representation of two letters, or <see cref="DicomVR.None"/> when PS3.5 has none such.</summary>
    internal static DicomVR FromLetters(byte first, byte second)
    {
        var vr = (DicomVR)((first << 8) | second);
        return vr.IsKnown() ? vr : DicomVR.None;
    }
}

namespace Edge.Dicom;

/// <summary>
/// A value representation (PS3.5 6.2). The number is the two letters as they stand in an explicit element, first letter high.
/// </summary>
public enum DicomVR
{
    /// <summary>No representation: items, delimiters and unknown letters.</summary>
    None = 0,

    /// <summary>Application entity title.</summary>
    AE = 0x4145,

    /// <summary>Age.</summary>
    AS = 0x4153,

    /// <summary>Attribute tag: group then element, two bytes each.</summary>
    AT = 0x4154,

    /// <summary>Code string.</summary>
    CS = 0x4353,

    /// <summary>Date.</summary>
    DA = 0x4441,

    /// <summary>Decimal number as text.</summary>
    DS = 0x4453,

    /// <summary>Date and time.</summary>
    DT = 0x4454,

    /// <summary>64-bit floating point.</summary>
    FD = 0x4644,

    /// <summary>32-bit floating point.</summary>
    FL = 0x464C,

    /// <summary>Whole number as text.</summary>
    IS = 0x4953,

    /// <summary>Long string, 64 characters at most.</summary>
    LO = 0x4C4F,

    /// <summary>Long text, one value.</summary>
    LT = 0x4C54,

    /// <summary>Bytes.</summary>
    OB = 0x4F42,

    /// <summary>A stream of 64-bit floating point numbers.</summary>
    OD = 0x4F44,

    /// <summary>A stream of 32-bit floating point numbers.</summary>
    OF = 0x4F46,

    /// <summary>A stream of 32-bit words.</summary>
    OL = 0x4F4C,

    /// <summary>A stream of 64-bit words.</summary>
    OV = 0x4F56,

    /// <summary>A stream of 16-bit words.</summary>
    OW = 0x4F57,

    /// <summary>Person name.</summary>
    PN = 0x504E,

    /// <summary>Short string, 16 characters at most.</summary>
    SH = 0x5348,

    /// <summary>Signed 32-bit.</summary>
    SL = 0x534C,

    /// <summary>Sequence of items.</summary>
    SQ = 0x5351,

    /// <summary>Signed 16-bit.</summary>
    SS = 0x5353,

    /// <summary>Short text, one value.</summary>
    ST = 0x5354,

    /// <summary>Signed 64-bit.</summary>
    SV = 0x5356,

    /// <summary>Time.</summary>
    TM = 0x544D,

    /// <summary>Unlimited characters.</summary>
    UC = 0x5543,

    /// <summary>Unique identifier.</summary>
    UI = 0x5549,

    /// <summary>Unsigned 32-bit.</summary>
    UL = 0x554C,

    /// <summary>Unknown: bytes in Implicit VR Little Endian (PS3.5 6.2.2).</summary>
    UN = 0x554E,

    /// <summary>Universal resource identifier.</summary>
    UR = 0x5552,

    /// <summary>Unsigned 16-bit.</summary>
    US = 0x5553,

    /// <summary>Unlimited text, one value.</summary>
    UT = 0x5554,

    /// <summary>Unsigned 64-bit.</summary>
    UV = 0x5556,
}

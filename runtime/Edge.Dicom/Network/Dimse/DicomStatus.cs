using System.Globalization;

namespace Edge.Dicom.Network;

/// <summary>The status of a DIMSE response (PS3.7 Annex C; for C-STORE PS3.4 Table B.2-1).</summary>
/// <param name="Code">Value of Status (0000,0900).</param>
public readonly record struct DicomStatus(ushort Code)
{
    /// <summary>0000: done. From a C-STORE it means here that the bytes survive loss of power.</summary>
    public static DicomStatus Success { get; } = new(0x0000);

    /// <summary>A700: out of resources, for instance of disk; the sender may try again later (PS3.4 B.2.3).</summary>
    public static DicomStatus OutOfResources { get; } = new(0xA700);

    /// <summary>A900: the data set does not match the SOP class, or its UIDs those of the request (PS3.4 B.2.3).</summary>
    public static DicomStatus DataSetDoesNotMatchSopClass { get; } = new(0xA900);

    /// <summary>C000: the data set cannot be understood (PS3.4 B.2.3).</summary>
    public static DicomStatus CannotUnderstand { get; } = new(0xC000);

    /// <summary>0110: the operation failed here for a reason that is not the sender's (PS3.7 C.5.16).</summary>
    public static DicomStatus ProcessingFailure { get; } = new(0x0110);

    /// <summary>0112: there is no such SOP instance here (PS3.7 C.5.19).</summary>
    public static DicomStatus NoSuchSopInstance { get; } = new(0x0112);

    /// <summary>0113: the SOP class has no such event (PS3.7 C.5.18).</summary>
    public static DicomStatus NoSuchEventType { get; } = new(0x0113);

    /// <summary>0115: a value of the data set cannot be (PS3.7 C.5.11).</summary>
    public static DicomStatus InvalidArgumentValue { get; } = new(0x0115);

    /// <summary>0117: the SOP Instance UID breaks the rules of UIDs (PS3.7 C.5.10).</summary>
    public static DicomStatus InvalidSopInstance { get; } = new(0x0117);

    /// <summary>0118: the SOP class is not that of the presentation context (PS3.7 C.5.20).</summary>
    public static DicomStatus NoSuchSopClass { get; } = new(0x0118);

    /// <summary>0122: the SOP class is not supported here (PS3.7 C.5.20).</summary>
    public static DicomStatus SopClassNotSupported { get; } = new(0x0122);

    /// <summary>0123: the SOP class has no such action (PS3.7 C.5.17).</summary>
    public static DicomStatus NoSuchActionType { get; } = new(0x0123);

    /// <summary>0124: the sender may not do this (PS3.7 C.5.21).</summary>
    public static DicomStatus NotAuthorized { get; } = new(0x0124);

    /// <summary>0211: the operation is none of this service (PS3.7 C.5.23).</summary>
    public static DicomStatus UnrecognizedOperation { get; } = new(0x0211);

    /// <summary>0212: a parameter is missing or of the wrong type (PS3.7 C.5.15).</summary>
    public static DicomStatus MistypedArgument { get; } = new(0x0212);

    /// <summary>0213: more than can be taken now; the sender may try again later, or with less (PS3.7 C.5.26).</summary>
    public static DicomStatus ResourceLimitation { get; } = new(0x0213);

    /// <summary>True for 0000 only.</summary>
    public bool IsSuccess => Code == 0;

    /// <summary>True for warnings: 0001, 0107, 0116 and Bxxx (PS3.7 C.4). The operation was done.</summary>
    public bool IsWarning => Code is 0x0001 or 0x0107 or 0x0116 || Code >> 12 == 0xB;

    /// <summary>True for pending: FF00 and FF01 (PS3.7 C.2).</summary>
    public bool IsPending => Code is 0xFF00 or 0xFF01;

    /// <summary>True when the operation was not done: neither success, warning nor pending.</summary>
    public bool IsFailure => !IsSuccess && !IsWarning && !IsPending;

    /// <summary>Four hexadecimal digits and the meaning where it is known.</summary>
    public override string ToString()
    {
        string meaning = Code switch
        {
            0x0000 => " success",
            0x0110 => " processing failure",
            0x0111 => " duplicate SOP instance",
            0x0112 => " no such SOP instance",
            0x0113 => " no such event type",
            0x0115 => " invalid argument value",
            0x0117 => " invalid SOP instance",
            0x0118 => " no such SOP class",
            0x0119 => " class-instance conflict",
            0x0122 => " SOP class not supported",
            0x0123 => " no such action type",
            0x0124 => " not authorized",
            0x0211 => " unrecognized operation",
            0x0212 => " mistyped argument",
            0x0213 => " resource limitation",
            >= 0xA700 and <= 0xA7FF => " out of resources",
            >= 0xA900 and <= 0xA9FF => " data set does not match SOP class",
            >= 0xB000 and <= 0xBFFF => " warning",
            >= 0xC000 and <= 0xCFFF => " cannot understand",
            _ => string.Empty,
        };
        return Code.ToString("X4", CultureInfo.InvariantCulture) + meaning;
    }
}

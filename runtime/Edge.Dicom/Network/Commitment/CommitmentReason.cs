using System.Globalization;

namespace Edge.Dicom.Network;

/// <summary>Why an instance was not committed: Failure Reason (0008,1197), PS3.3 C.14.1.1.</summary>
public static class CommitmentReason
{
    /// <summary>0110: a general failure.</summary>
    public const ushort ProcessingFailure = 0x0110;

    /// <summary>0112: the instance is not there.</summary>
    public const ushort NoSuchObjectInstance = 0x0112;

    /// <summary>0119: the instance is of another SOP class than was said.</summary>
    public const ushort ClassInstanceConflict = 0x0119;

    /// <summary>0122: the SOP class is not supported.</summary>
    public const ushort SopClassNotSupported = 0x0122;

    /// <summary>0131: the Transaction UID is already in use.</summary>
    public const ushort DuplicateTransactionUid = 0x0131;

    /// <summary>0213: there is no room.</summary>
    public const ushort ResourceLimitation = 0x0213;

    /// <summary>Four hexadecimal digits and the meaning where it is known.</summary>
    public static string Describe(ushort reason)
    {
        string meaning = reason switch
        {
            ProcessingFailure => " processing failure",
            NoSuchObjectInstance => " no such object instance",
            ClassInstanceConflict => " class-instance conflict",
            SopClassNotSupported => " SOP class not supported",
            DuplicateTransactionUid => " duplicate transaction UID",
            ResourceLimitation => " resource limitation",
            _ => string.Empty,
        };
        return reason.ToString("X4", CultureInfo.InvariantCulture) + meaning;
    }
}

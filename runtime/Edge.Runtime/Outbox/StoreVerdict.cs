using Edge.Dicom.Network;

namespace Edge.Runtime.Outbox;

/// <summary>What an archive's answer to a C-STORE means for the object (PS3.4 B.2.3, PS3.7 C).</summary>
internal enum StoreVerdict
{
    /// <summary>The archive has it: success, a warning, or 0111: it has had it since a time when its answer did not reach us.</summary>
    Taken,

    /// <summary>The archive as a whole takes nothing now: A7xx out of resources, 0213 resource limitation. It is tried again for as long as it takes.</summary>
    Busy,

    /// <summary>It failed for a reason that may pass: Cxxx, 0110 and whatever is not known. It is tried again a few times.</summary>
    MayPass,

    /// <summary>The same would be answered again: A9xx and the rest of PS3.7 C.5. An operator must see to it.</summary>
    Refused,
}

/// <summary>Reads an archive's answers.</summary>
internal static class StoreVerdicts
{
    private const ushort DuplicateSopInstance = 0x0111;
    private const ushort ProcessingFailure = 0x0110;
    private const ushort ResourceLimitation = 0x0213;

    /// <summary>The verdict of a status.</summary>
    public static StoreVerdict Of(DicomStatus status) => status.Code switch
    {
        DuplicateSopInstance => StoreVerdict.Taken,
        _ when !status.IsFailure && !status.IsPending => StoreVerdict.Taken,
        ResourceLimitation or (>= 0xA700 and <= 0xA7FF) => StoreVerdict.Busy,
        ProcessingFailure or (>= 0xC000 and <= 0xCFFF) => StoreVerdict.MayPass,
        (>= 0xA900 and <= 0xA9FF) or (>= 0x0105 and <= 0x0212) => StoreVerdict.Refused,
        _ => StoreVerdict.MayPass,
    };
}

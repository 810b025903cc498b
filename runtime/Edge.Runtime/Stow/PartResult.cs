using Edge.Dicom.Network;

namespace Edge.Runtime.Stow;

/// <summary>What became of one part of a request.</summary>
/// <param name="SopClassUid">SOP Class UID; empty where the part does not say.</param>
/// <param name="SopInstanceUid">SOP Instance UID; empty where the part does not say.</param>
/// <param name="Outcome">Success means that the object survives loss of power.</param>
internal sealed record PartResult(string SopClassUid, string SopInstanceUid, StoreOutcome Outcome)
{
    /// <summary>C122: the transfer syntax is not supported (PS3.18 Table I.2-2).</summary>
    public static readonly DicomStatus TransferSyntaxNotSupported = new(0xC122);

    /// <summary>True when it is clear which object it is about: only such a result can name one (PS3.18 I.1).</summary>
    public bool NamesObject => SopClassUid.Length > 0 && SopInstanceUid.Length > 0;

    /// <summary>A part that was not understood.</summary>
    public static PartResult NotUnderstood(string why) => new("", "", new StoreOutcome(DicomStatus.CannotUnderstand, why));
}

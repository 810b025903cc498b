namespace Edge.Dicom.Network;

/// <summary>A presentation context as it was answered (PS3.8 9.3.3.2).</summary>
/// <param name="Id">Odd number from 1 to 255.</param>
/// <param name="AbstractSyntax">SOP class UID.</param>
/// <param name="Result">Accepted, or why not.</param>
/// <param name="TransferSyntax">UID of the one transfer syntax to use; means nothing unless accepted.</param>
public sealed record PresentationContext(
    byte Id, string AbstractSyntax, PresentationContextResult Result, string TransferSyntax)
{
    /// <summary>True when messages may use this context.</summary>
    public bool IsAccepted => Result == PresentationContextResult.Acceptance;
}

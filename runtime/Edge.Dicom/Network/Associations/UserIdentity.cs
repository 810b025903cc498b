namespace Edge.Dicom.Network;

/// <summary>Who the requestor says its user is (PS3.7 D.3.3.7.1). The fields may be secrets: they belong in no log.</summary>
/// <param name="Type">1 user name, 2 user name and passcode, 3 Kerberos ticket, 4 SAML assertion, 5 JSON web token.</param>
/// <param name="WantsResponse">True when the requestor asks for a confirmation.</param>
/// <param name="Primary">User name in UTF-8, or the ticket, assertion or token.</param>
/// <param name="Secondary">Passcode in UTF-8 with type 2, else empty.</param>
public sealed record UserIdentity(byte Type, bool WantsResponse, ReadOnlyMemory<byte> Primary, ReadOnlyMemory<byte> Secondary)
{
    /// <summary>The type only, so that no secret is printed by accident.</summary>
    public override string ToString() => $"user identity of type {Type}";
}

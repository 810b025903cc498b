namespace Edge.Dicom.Network;

/// <summary>Which roles the requestor of an association offers to take for a SOP class (PS3.7 D.3.3.4).</summary>
/// <param name="SopClassUid">The SOP class.</param>
/// <param name="Scu">The requestor may be service class user, which is the default.</param>
/// <param name="Scp">The requestor may be service class provider.</param>
public sealed record RoleSelection(string SopClassUid, bool Scu, bool Scp);

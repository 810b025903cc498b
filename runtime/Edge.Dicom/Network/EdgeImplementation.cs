namespace Edge.Dicom.Network;

/// <summary>How this implementation names itself to its peers (PS3.7 D.3.3.2).</summary>
public static class EdgeImplementation
{
    /// <summary>Implementation Class UID, of the UUID-derived root (PS3.5 B.2).</summary>
    public const string ClassUid = "2.25.165913529347806385034173820453018925547";

    /// <summary>Implementation Version Name, at most 16 characters.</summary>
    public const string VersionName = "EDGE_1";
}

namespace Edge.Dicom;

/// <summary>The representations PS3.6 allows for a tag, and how an implicit element chooses among them (PS3.5 A.1).</summary>
/// <param name="First">The one that stands first.</param>
/// <param name="DependsOnSign">True for "US or SS": Pixel Representation (0028,0103) decides.</param>
/// <param name="Implicit">What an element in Implicit VR Little Endian has when the sign does not decide.</param>
internal readonly record struct DictionaryVR(DicomVR First, bool DependsOnSign, DicomVR Implicit)
{
    /// <summary>Reads "US or SS" and the like.</summary>
    internal static DictionaryVR Parse(string printed)
    {
        DicomVR[] all = [.. printed.Split(" or ").Select(letters => Enum.TryParse(letters, out DicomVR vr) ? vr : DicomVR.None)];
        DicomVR chosen = all.Contains(DicomVR.OW) ? DicomVR.OW : all[0];
        return new DictionaryVR(all[0], printed == "US or SS", chosen);
    }
}

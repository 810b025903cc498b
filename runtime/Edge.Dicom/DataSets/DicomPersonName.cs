namespace Edge.Dicom;

/// <summary>A person name in its three groups (PS3.5 6.2.1), each of up to five components joined by <c>^</c>.</summary>
/// <param name="Alphabetic">Single-byte group: family^given^middle^prefix^suffix.</param>
/// <param name="Ideographic">Ideographic group; empty when absent.</param>
/// <param name="Phonetic">Phonetic group; empty when absent.</param>
public sealed record DicomPersonName(string Alphabetic, string Ideographic = "", string Phonetic = "")
{
    /// <summary>Components of a group: family, given, middle, prefix, suffix.</summary>
    public const int ComponentCount = 5;

    /// <summary>Splits a name at <c>=</c>; what follows a third group is left out.</summary>
    /// <param name="text">The decoded value.</param>
    public static DicomPersonName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] groups = text.Split('=');
        return new DicomPersonName(groups[0], groups.Length > 1 ? groups[1] : string.Empty, groups.Length > 2 ? groups[2] : string.Empty);
    }

    /// <summary>Family name of the alphabetic group.</summary>
    public string FamilyName => Component(0);

    /// <summary>Given name of the alphabetic group.</summary>
    public string GivenName => Component(1);

    /// <summary>The value as encoded, trailing empty groups left out.</summary>
    public override string ToString() => $"{Alphabetic}={Ideographic}={Phonetic}".TrimEnd('=');

    private string Component(int index)
    {
        string[] components = Alphabetic.Split('^', ComponentCount);
        return index < components.Length ? components[index] : string.Empty;
    }
}

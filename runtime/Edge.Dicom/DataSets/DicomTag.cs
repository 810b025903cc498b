using System.Globalization;

namespace Edge.Dicom;

/// <summary>A data element tag, ordered by group and then element as a data set is (PS3.5 7.1).</summary>
/// <param name="Group">Group number; odd groups are private (PS3.5 7.8).</param>
/// <param name="Element">Element number within the group.</param>
public readonly partial record struct DicomTag(ushort Group, ushort Element) : IComparable<DicomTag>
{
    /// <summary>True for tags of an odd group, which belong to a vendor (PS3.5 7.8).</summary>
    public bool IsPrivate => (Group & 1) == 1;

    /// <inheritdoc/>
    public int CompareTo(DicomTag other) => ToUInt32().CompareTo(other.ToUInt32());

    /// <summary>The tag as one number, group in the high half.</summary>
    public uint ToUInt32() => ((uint)Group << 16) | Element;

    /// <summary>The tag as the standard prints it: <c>(gggg,eeee)</c>, lower-case hexadecimal.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"({Group:x4},{Element:x4})");

    /// <summary>Orders by group, then element.</summary>
    public static bool operator <(DicomTag left, DicomTag right) => left.CompareTo(right) < 0;

    /// <summary>Orders by group, then element.</summary>
    public static bool operator >(DicomTag left, DicomTag right) => left.CompareTo(right) > 0;

    /// <summary>Orders by group, then element.</summary>
    public static bool operator <=(DicomTag left, DicomTag right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by group, then element.</summary>
    public static bool operator >=(DicomTag left, DicomTag right) => left.CompareTo(right) >= 0;
}

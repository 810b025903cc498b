using System.Globalization;
using Edge.Dicom;

namespace Edge.Runtime.Routing;

/// <summary>How a route names an attribute.</summary>
internal static class AttributeTag
{
    private const int WrittenLength = 9;
    private const int GroupLength = 4;

    /// <summary>The tag of a PS3.6 keyword, or of <c>gggg,eeee</c> in hexadecimal.</summary>
    public static bool TryParse(string attribute, out DicomTag tag)
    {
        if (attribute.Length == WrittenLength && attribute[GroupLength] == ','
            && ushort.TryParse(attribute.AsSpan(0, GroupLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort group)
            && ushort.TryParse(attribute.AsSpan(GroupLength + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort element))
        {
            tag = new DicomTag(group, element);
            return true;
        }

        return DicomDictionary.TryFindKeyword(attribute, out tag);
    }
}

using System.Collections.Frozen;

namespace Edge.Dicom;

/// <summary>How a data set is encoded (PS3.5 section 10 and annex A).</summary>
public sealed class DicomTransferSyntax
{
    /// <summary>Implicit VR Little Endian, the default that every peer knows (PS3.5 A.1).</summary>
    public static readonly DicomTransferSyntax ImplicitVRLittleEndian = new(DicomUid.ImplicitVRLittleEndian) { IsExplicit = false };

    /// <summary>Explicit VR Little Endian (PS3.5 A.2).</summary>
    public static readonly DicomTransferSyntax ExplicitVRLittleEndian = new(DicomUid.ExplicitVRLittleEndian);

    /// <summary>Explicit VR Big Endian, retired (PS3.5-2016b A.3).</summary>
    public static readonly DicomTransferSyntax ExplicitVRBigEndian = new(DicomUid.ExplicitVRBigEndian) { IsBigEndian = true };

    /// <summary>Deflated Explicit VR Little Endian (PS3.5 A.5).</summary>
    public static readonly DicomTransferSyntax DeflatedExplicitVRLittleEndian = new(DicomUid.DeflatedExplicitVRLittleEndian) { IsDeflated = true };

    private static readonly FrozenDictionary<string, DicomTransferSyntax> ByUid =
        Standard().ToFrozenDictionary(syntax => syntax.Uid, StringComparer.Ordinal);

    private DicomTransferSyntax(string uid) => Uid = uid;

    /// <summary>Transfer Syntax UID.</summary>
    public string Uid { get; }

    /// <summary>Name in PS3.6, or the UID where PS3.6 has none.</summary>
    public string Name => DicomUid.NameOf(Uid) ?? Uid;

    /// <summary>True when elements carry their value representation.</summary>
    public bool IsExplicit { get; private init; } = true;

    /// <summary>True for most significant byte first.</summary>
    public bool IsBigEndian { get; private init; }

    /// <summary>True when the whole data set is a raw deflate stream (PS3.5 A.5).</summary>
    public bool IsDeflated { get; private init; }

    /// <summary>True when pixel data is in fragments (PS3.5 A.4).</summary>
    public bool IsEncapsulated { get; private init; }

    /// <summary>False for a UID that PS3.6 does not list as a transfer syntax.</summary>
    public bool IsKnown { get; private init; } = true;

    /// <summary>Every transfer syntax of PS3.6.</summary>
    public static IReadOnlyCollection<DicomTransferSyntax> Known => ByUid.Values;

    /// <summary>
    /// The transfer syntax of a UID. An unlisted one is taken for Explicit VR Little Endian with encapsulated pixel data, as every
    /// syntax since PS3.5-1995 is; <see cref="IsKnown"/> tells.
    /// </summary>
    /// <param name="uid">Transfer Syntax UID without padding.</param>
    public static DicomTransferSyntax FromUid(string uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        return ByUid.TryGetValue(uid, out DicomTransferSyntax? known)
            ? known
            : new DicomTransferSyntax(uid) { IsKnown = false, IsEncapsulated = true };
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static IEnumerable<DicomTransferSyntax> Standard()
    {
        DicomTransferSyntax[] native =
            [ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian];
        return native.Concat(DicomUid.Entries
            .Where(entry => entry.Kind == "Transfer Syntax" && !native.Any(syntax => syntax.Uid == entry.Uid))
            .Select(entry => new DicomTransferSyntax(entry.Uid)
            {
                IsEncapsulated = entry.Uid is not (DicomUid.Papyrus3ImplicitVRLittleEndian or DicomUid.JPIPReferenced
                    or DicomUid.JPIPReferencedDeflate or DicomUid.JPIPHTJ2KReferenced or DicomUid.JPIPHTJ2KReferencedDeflate),
                IsExplicit = entry.Uid is not DicomUid.Papyrus3ImplicitVRLittleEndian,
                IsDeflated = entry.Uid is DicomUid.JPIPReferencedDeflate or DicomUid.JPIPHTJ2KReferencedDeflate,
            }));
    }
}

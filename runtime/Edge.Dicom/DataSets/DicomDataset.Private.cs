using System.Globalization;

namespace Edge.Dicom;

/// <content>Private elements, which a private creator reserves in blocks of 256 within an odd group (PS3.5 7.8.1).</content>
public sealed partial class DicomDataset
{
    private const int FirstBlock = 0x10;
    private const int LastBlock = 0xFF;

    /// <summary>Finds the tag of a private element in the block that its creator reserved.</summary>
    /// <param name="group">An odd group.</param>
    /// <param name="creator">Private creator, as it stands in (gggg,0010) to (gggg,00FF).</param>
    /// <param name="element">Last two digits of the element number.</param>
    /// <param name="tag">The tag, whether or not there is an element with it.</param>
    /// <returns>False when the creator has no block in this data set.</returns>
    public bool TryFindPrivate(ushort group, string creator, byte element, out DicomTag tag)
    {
        for (int block = FirstBlock; block <= LastBlock; block++)
        {
            if (GetString(new DicomTag(group, (ushort)block)) == creator)
            {
                tag = new DicomTag(group, (ushort)((block << 8) | element));
                return true;
            }
        }

        tag = default;
        return false;
    }

    /// <summary>The tag of a private element, for which its creator's block is reserved if it has none yet.</summary>
    /// <param name="group">An odd group, from 0009 on.</param>
    /// <param name="creator">Private creator, 64 characters at most.</param>
    /// <param name="element">Last two digits of the element number.</param>
    /// <exception cref="ArgumentException">The group is not private.</exception>
    /// <exception cref="InvalidOperationException">Every block of the group is taken.</exception>
    public DicomTag ReservePrivate(ushort group, string creator, byte element)
    {
        if ((group & 1) == 0 || group < 0x0009)
        {
            throw new ArgumentException($"{group:X4} is no private group (PS3.5 7.8).", nameof(group));
        }

        if (TryFindPrivate(group, creator, element, out DicomTag tag))
        {
            return tag;
        }

        for (int block = FirstBlock; block <= LastBlock; block++)
        {
            var reservation = new DicomTag(group, (ushort)block);
            if (!Contains(reservation))
            {
                Set(reservation, DicomVR.LO, creator);
                return new DicomTag(group, (ushort)((block << 8) | element));
            }
        }

        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Every private block of group {group:X4} is taken."));
    }
}

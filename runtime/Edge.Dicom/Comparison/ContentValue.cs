using System.Buffers;

namespace Edge.Dicom;

/// <summary>Compares the values that two readers stand before, piece by piece.</summary>
internal static class ContentValue
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>
    /// True for the same bytes in little endian order. Of text, spaces and zeros at its end do not count; of other values, a zero that makes an odd length
    /// even (PS3.5 7.1.1).
    /// </summary>
    internal static bool AreEqual(DicomReader first, DicomReader second)
    {
        // In an implicit data set a private element is unknown: what the other one says of it holds for both.
        bool isText = first.VR.IsText() || second.VR.IsText();
        long shorter = Math.Min(first.ValueLength, second.ValueLength);
        bool isPadded = shorter % 2 == 1 && Math.Max(first.ValueLength, second.ValueLength) == shorter + 1;
        if (!isText && !isPadded && first.ValueLength != second.ValueLength)
        {
            return false;
        }

        byte[] ours = ArrayPool<byte>.Shared.Rent(PieceBytes);
        byte[] theirs = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (true)
            {
                // Both are read in pieces of one size, so that a shorter one is the last.
                ReadOnlySpan<byte> one = ours.AsSpan(0, first.ReadValue(ours.AsSpan(0, PieceBytes)));
                ReadOnlySpan<byte> other = theirs.AsSpan(0, second.ReadValue(theirs.AsSpan(0, PieceBytes)));
                int same = one.CommonPrefixLength(other);
                if (same < one.Length || same < other.Length)
                {
                    ReadOnlySpan<byte> left = one.Length > other.Length ? one[same..] : other[same..];
                    return isText
                        ? IsPadding(one[same..]) && IsPadding(other[same..]) && IsPadding(first, ours) && IsPadding(second, theirs)
                        : isPadded && same == Math.Min(one.Length, other.Length) && left is [0];
                }

                if (same == 0)
                {
                    return true;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ours);
            ArrayPool<byte>.Shared.Return(theirs);
        }
    }

    private static bool IsPadding(DicomReader rest, byte[] buffer)
    {
        for (int read = rest.ReadValue(buffer.AsSpan(0, PieceBytes)); read > 0; read = rest.ReadValue(buffer.AsSpan(0, PieceBytes)))
        {
            if (!IsPadding(buffer.AsSpan(0, read)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPadding(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExcept((byte)0, (byte)' ');
}

using System.Buffers;

namespace Edge.Dicom;

/// <summary>
/// Compares encapsulated data (PS3.5 A.4) as one run of bytes: neither the offset table nor where fragments begin counts. Both cursors stand at the end
/// of the fragments when they are equal.
/// </summary>
internal sealed class FragmentsComparison(ContentCursor first, ContentCursor second)
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>True for the same bytes.</summary>
    internal bool AreEqual()
    {
        byte[] ours = ArrayPool<byte>.Shared.Rent(PieceBytes);
        byte[] theirs = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            PassTable(first);
            PassTable(second);
            while (true)
            {
                int one = Fill(first, ours);
                int other = Fill(second, theirs);
                if (!ours.AsSpan(0, one).SequenceEqual(theirs.AsSpan(0, other)))
                {
                    return false;
                }

                if (one < PieceBytes)
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

    private static void PassTable(ContentCursor cursor)
    {
        cursor.Next();
        if (cursor.Token == DicomToken.Fragment)
        {
            cursor.Next();
        }
    }

    /// <summary>Fills the buffer with the next bytes of whatever fragments they lie in; less only at the end.</summary>
    private static int Fill(ContentCursor cursor, byte[] buffer)
    {
        int filled = 0;
        while (filled < PieceBytes && cursor.Token == DicomToken.Fragment)
        {
            int read = cursor.Reader.ReadFragment(buffer.AsSpan(filled, PieceBytes - filled));
            filled += read;
            if (read == 0)
            {
                cursor.Next();
            }
        }

        return filled;
    }
}

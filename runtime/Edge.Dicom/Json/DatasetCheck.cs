namespace Edge.Dicom;

/// <summary>Reads a whole data set for nothing but its errors, and finds out whether its elements are in order.</summary>
internal static class DatasetCheck
{
    /// <summary>Reads to the end.</summary>
    /// <returns>True when in the data set and each item tags ascend and none comes twice, as PS3.5 7.1 asks.</returns>
    /// <exception cref="DicomFormatException">The data set is malformed.</exception>
    internal static bool Run(DicomReader reader)
    {
        bool isOrdered = true;
        var outer = new Stack<DicomTag?>();
        DicomTag? last = null;
        while (true)
        {
            switch (reader.Read())
            {
                case DicomToken.Element or DicomToken.SequenceStart or DicomToken.FragmentsStart:
                    isOrdered &= last is null || reader.Tag > last;
                    last = reader.Tag;
                    CheckLength(reader);
                    break;
                case DicomToken.ItemStart:
                    outer.Push(last);
                    last = null;
                    break;
                case DicomToken.ItemEnd:
                    last = outer.Pop();
                    break;
                case DicomToken.End:
                    return isOrdered;
                default:
                    break;
            }
        }
    }

    private static void CheckLength(DicomReader reader)
    {
        int unit = reader.VR == DicomVR.AT ? 4 : reader.VR.UnitBytes();
        if (reader.ValueLength > 0 && reader.ValueLength % unit != 0 && !reader.VR.IsBinary())
        {
            throw new DicomFormatException(
                $"A length of {reader.ValueLength} is no multiple of the {unit} bytes of {reader.VR}", reader.TokenOffset, reader.Tag);
        }
    }
}

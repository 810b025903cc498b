namespace Edge.Dicom;

/// <summary>What <see cref="DicomReader.Read"/> came upon.</summary>
public enum DicomToken
{
    /// <summary>The data set is over, or <see cref="DicomReadOptions.StopAtTag"/> was reached.</summary>
    End,

    /// <summary>An element with a value that can be read or skipped.</summary>
    Element,

    /// <summary>An element whose value is a sequence of items.</summary>
    SequenceStart,

    /// <summary>An item, which is a data set of its own.</summary>
    ItemStart,

    /// <summary>The end of an item.</summary>
    ItemEnd,

    /// <summary>The end of a sequence.</summary>
    SequenceEnd,

    /// <summary>An element whose value is encapsulated: an offset table, then fragments (PS3.5 A.4).</summary>
    FragmentsStart,

    /// <summary>One fragment, whose bytes can be read or skipped; the first is the offset table.</summary>
    Fragment,

    /// <summary>The end of the fragments.</summary>
    FragmentsEnd,
}

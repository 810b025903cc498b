namespace Edge.Dicom;

/// <summary>Builds a data set in memory out of a reader's tokens, without recursion.</summary>
internal sealed class DatasetBuilder(DicomReader reader, DicomReadOptions options)
{
    private readonly ValueSlab _slab = new();
    private readonly Stack<DicomDataset> _outer = new();
    private readonly Stack<DicomSequence> _sequences = new();

    /// <summary>Reads to the end, or to where the options stop.</summary>
    internal DicomDataset Build()
    {
        var root = new DicomDataset();
        Fill(root);
        return root;
    }

    /// <summary>Reads elements into a data set, which keeps what came before an exception.</summary>
    internal void Fill(DicomDataset current)
    {
        while (true)
        {
            switch (reader.Read())
            {
                case DicomToken.Element:
                    current.AddAsRead(ReadValue());
                    break;
                case DicomToken.FragmentsStart:
                    current.AddAsRead(ReadFragments());
                    break;
                case DicomToken.SequenceStart:
                    var sequence = new DicomSequence(reader.Tag) { StatesLength = reader.ValueLength >= 0 };
                    current.AddAsRead(sequence);
                    sequence.SetOwner(current);
                    _sequences.Push(sequence);
                    break;
                case DicomToken.SequenceEnd:
                    _ = _sequences.Pop();
                    break;
                case DicomToken.ItemStart:
                    _outer.Push(current);
                    current = new DicomDataset { StatesLength = reader.ValueLength >= 0 };
                    _sequences.Peek().Add(current);
                    break;
                case DicomToken.ItemEnd:
                    current = _outer.Pop();
                    break;
                default:
                    return;
            }
        }
    }

    private DicomElement ReadValue()
    {
        long length = reader.ValueLength;
        if (length > options.MaxValueBytes)
        {
            return new DicomSkippedValue(reader.Tag, reader.VR, reader.Position, length, isEncapsulated: false);
        }

        return new DicomValue(reader.Tag, reader.VR, ReadBytes());
    }

    private ReadOnlyMemory<byte> ReadBytes()
    {
        if (reader.ValueLength > ValueSlab.MaxPieceBytes)
        {
            return reader.ReadValue();
        }

        Memory<byte> piece = _slab.Take((int)reader.ValueLength);
        _ = reader.ReadValue(piece.Span);
        return piece;
    }

    private DicomElement ReadFragments()
    {
        DicomTag tag = reader.Tag;
        DicomVR vr = reader.VR;
        long start = reader.Position;
        var fragments = new List<ReadOnlyMemory<byte>>();
        long held = 0;
        while (reader.Read() == DicomToken.Fragment)
        {
            held += reader.ValueLength;
            if (held <= options.MaxValueBytes)
            {
                fragments.Add(ReadBytes());
            }
        }

        return held > options.MaxValueBytes
            ? new DicomSkippedValue(tag, vr, start, reader.Position - start, isEncapsulated: true)
            : new DicomFragments(tag, vr, fragments.Count > 0 ? fragments[0] : default, fragments.Skip(1));
    }
}

namespace Edge.Dicom;

/// <summary>Builds a data set in memory out of a reader's tokens, without recursion.</summary>
internal sealed class DatasetBuilder(DicomReader reader, DicomReadOptions options)
{
    /// <summary>Each fragment counts with its header, so that empty ones count too.</summary>
    private const int ItemHeaderBytes = 8;

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
    internal void Fill(DicomDataset root)
    {
        if (options.KeepTags is { } tags)
        {
            FillKept(root, [.. tags]);
            return;
        }

        DicomDataset current = root;
        try
        {
            while (Take(ref current))
            {
            }
        }
        finally
        {
            current.OrderAsRead();
            foreach (DicomDataset around in _outer)
            {
                around.OrderAsRead();
            }
        }
    }

    private bool Take(ref DicomDataset current)
    {
        switch (reader.Read())
        {
            case DicomToken.Element:
                current.AddAsRead(ReadValue());
                return true;
            case DicomToken.FragmentsStart:
                current.AddAsRead(ReadFragments());
                return true;
            case DicomToken.SequenceStart:
                var sequence = new DicomSequence(reader.Tag) { StatesLength = reader.ValueLength >= 0 };
                current.AddAsRead(sequence);
                _sequences.Push(sequence);
                return true;
            case DicomToken.SequenceEnd:
                _ = _sequences.Pop();
                return true;
            case DicomToken.ItemStart:
                _outer.Push(current);
                current = new DicomDataset { StatesLength = reader.ValueLength >= 0 };
                _sequences.Peek().Add(current);
                return true;
            case DicomToken.ItemEnd:
                current.OrderAsRead();
                current = _outer.Pop();
                return true;
            default:
                return false;
        }
    }

    // What was met leaves the set, so that of two elements with one tag the first stays.
    private void FillKept(DicomDataset root, HashSet<DicomTag> awaited)
    {
        for (DicomToken token = reader.Read(); token != DicomToken.End; token = reader.Read())
        {
            bool isOfRoot = reader.Depth == (token == DicomToken.SequenceStart ? 1 : 0);
            bool isElement = token is DicomToken.Element or DicomToken.SequenceStart or DicomToken.FragmentsStart;
            if (isOfRoot && isElement && awaited.Remove(reader.Tag))
            {
                root.AddAsRead(token switch
                {
                    DicomToken.SequenceStart => new DicomSequence(reader.Tag) { StatesLength = reader.ValueLength >= 0 },
                    DicomToken.FragmentsStart => new DicomFragments(reader.Tag, reader.VR, default, []),
                    _ => ReadValue(),
                });
                root.OrderAsRead();
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
            held += ItemHeaderBytes + reader.ValueLength;
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

namespace Edge.Dicom;

/// <summary>
/// Compares two data sets by content: equal attributes and pixel bytes. How they are encoded does not count: explicit or implicit representations, byte
/// order, deflation, stated or delimited lengths, group lengths, data set trailing padding (PS3.10 7.2), padding after text, and how compressed pixel
/// data is cut into fragments, basic offset table included. Both are read forward side by side, in a few buffers of 16 KiB.
/// </summary>
/// <remarks>
/// Pixels are never decoded: compressed pixel data equals only the same bytes in the same transfer syntax, and never native pixel data. A number
/// of unknown representation in a big endian data set is taken as it stands.
/// </remarks>
public sealed class DicomContentComparison
{
    private readonly ContentCursor _first;
    private readonly ContentCursor _second;
    private readonly bool _sameSyntax;

    /// <summary>Compares what two readers have before them; they are spent afterwards.</summary>
    /// <param name="first">One data set.</param>
    /// <param name="second">Another.</param>
    public DicomContentComparison(DicomFileReader first, DicomFileReader second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        _first = new ContentCursor(first.Dataset);
        _second = new ContentCursor(second.Dataset);
        _sameSyntax = first.TransferSyntax.Uid == second.TransferSyntax.Uid;
    }

    /// <summary>True when both have the same content. Stops at the first difference.</summary>
    /// <exception cref="DicomFormatException">One of them is malformed before a difference was found.</exception>
    public bool AreEqual() => Differences(1).Count == 0;

    /// <summary>
    /// Attributes of the data set itself, not of items, that only one of them has or whose content differs, by rising tag where both are in order.
    /// </summary>
    /// <param name="most">Stops after so many; at least 1.</param>
    /// <exception cref="DicomFormatException">One of them is malformed before so many differences were found.</exception>
    public IReadOnlyList<DicomTag> Differences(int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        var different = new List<DicomTag>();
        _first.Next();
        _second.Next();
        while (different.Count < most && (!_first.IsAtEnd || !_second.IsAtEnd))
        {
            if (_second.IsAtEnd || (!_first.IsAtEnd && _first.Tag < _second.Tag))
            {
                different.Add(_first.Tag);
                _first.Leave();
            }
            else if (_first.IsAtEnd || _second.Tag < _first.Tag)
            {
                different.Add(_second.Tag);
                _second.Leave();
            }
            else
            {
                DicomTag tag = _first.Tag;
                if (!IsSameElement())
                {
                    different.Add(tag);
                }

                _first.Leave();
                _second.Leave();
            }
        }

        return different;
    }

    /// <summary>Compares the elements both stand at, items and fragments included, until a difference or the end of both.</summary>
    private bool IsSameElement()
    {
        do
        {
            ContentCursor.Align(_first, _second);
            if (_first.Token != _second.Token || _first.Depth != _second.Depth || _first.Tag != _second.Tag || !IsSameValue())
            {
                return false;
            }

            if (_first.IsDone != _second.IsDone)
            {
                return false;
            }

            if (_first.IsDone)
            {
                return true;
            }

            _first.Next();
            _second.Next();
        }
        while (true);
    }

    private bool IsSameValue() => _first.Token switch
    {
        DicomToken.Element => ContentValue.AreEqual(_first.Reader, _second.Reader),
        DicomToken.FragmentsStart => _sameSyntax && new FragmentsComparison(_first, _second).AreEqual(),
        _ => true,
    };
}

namespace Edge.Dicom.Codecs.Jpeg;

/// <summary>A Huffman table (ISO/IEC 10918-1 Annex C), with a look-up for short codes.</summary>
internal sealed class JpegHuffmanTable
{
    /// <summary>Codes up to this length are decoded by one look-up.</summary>
    public const int FastBits = 10;

    private const int LengthMax = 16;

    private readonly byte[] _symbols;
    private readonly int[] _maxCode = new int[LengthMax + 2];
    private readonly int[] _offset = new int[LengthMax + 1];

    /// <summary>Builds the table.</summary>
    /// <param name="counts">Number of codes of each length 1 to 16.</param>
    /// <param name="symbols">Symbols in order of code.</param>
    /// <exception cref="DicomCodecException">The counts describe no prefix code.</exception>
    public JpegHuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        int code = 0;
        int index = 0;
        for (int length = 1; length <= LengthMax; length++)
        {
            _offset[length] = index - code;
            for (int i = 0; i < counts[length - 1]; i++, index++, code++)
            {
                if (code >= 1 << length)
                {
                    throw new DicomCodecException("A JPEG Huffman table is damaged: it describes no prefix code.");
                }

                if (length <= FastBits)
                {
                    int first = code << (FastBits - length);
                    Fast.AsSpan(first, 1 << (FastBits - length)).Fill((length << 8) | _symbols[index]);
                }
            }

            _maxCode[length] = counts[length - 1] == 0 ? -1 : code - 1;
            code <<= 1;
        }
    }

    /// <summary>By the next <see cref="FastBits"/> bits: length in the high byte, symbol in the low one; 0 for longer codes.</summary>
    public int[] Fast { get; } = new int[1 << FastBits];

    /// <summary>Decodes a long code.</summary>
    /// <param name="next16">The next 16 bits.</param>
    /// <param name="symbol">Its symbol.</param>
    /// <returns>Its length in bits.</returns>
    /// <exception cref="DicomCodecException">No code begins with these bits.</exception>
    public int SlowLength(int next16, out int symbol)
    {
        for (int length = 1; length <= LengthMax; length++)
        {
            int code = next16 >> (LengthMax - length);
            if (_maxCode[length] >= 0 && code <= _maxCode[length])
            {
                int index = code + _offset[length];
                if ((uint)index < (uint)_symbols.Length)
                {
                    symbol = _symbols[index];
                    return length;
                }
            }
        }

        throw new DicomCodecException("The JPEG frame holds a code that its Huffman table lacks: it is damaged.");
    }
}

namespace Edge.Dicom.Codecs.Jpeg;

/// <summary>Decodes the coefficients of one block (ISO/IEC 10918-1 F.2.2 and G.2), keeping DC predictions and the end-of-band run.</summary>
internal sealed class DctBlockDecoder(JpegScan scan, bool progressive)
{
    private readonly int[] _predictions = new int[scan.Components.Count];
    private int _endOfBandRun;

    private static ReadOnlySpan<byte> Zigzag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    /// <summary>Index within a block of the n-th coefficient in zigzag order.</summary>
    public static int Natural(int zigzag) => Zigzag[zigzag];

    /// <summary>Forgets predictions and runs, as a restart marker asks.</summary>
    public void Restart()
    {
        Array.Clear(_predictions);
        _endOfBandRun = 0;
    }

    /// <summary>Decodes one block of component <paramref name="index"/> of the scan.</summary>
    public void Decode(ref JpegBitReader reader, int index, Span<short> block)
    {
        JpegScanComponent component = scan.Components[index];
        if (!progressive)
        {
            DecodeDc(ref reader, index, component.RequiredDc, block);
            DecodeAcFirst(ref reader, component.RequiredAc, 1, block);
        }
        else if (scan.First == 0)
        {
            if (scan.High == 0)
            {
                DecodeDc(ref reader, index, component.RequiredDc, block);
            }
            else
            {
                reader.Fill();
                block[0] |= (short)(reader.Take(1) << scan.Low);
            }
        }
        else if (scan.High == 0)
        {
            DecodeAcFirst(ref reader, component.RequiredAc, scan.First, block);
        }
        else
        {
            DecodeAcRefinement(ref reader, component.RequiredAc, block);
        }
    }

    private void DecodeDc(ref JpegBitReader reader, int index, JpegHuffmanTable table, Span<short> block)
    {
        reader.Fill();
        int category = reader.Symbol(table);
        if (category > 16)
        {
            throw new DicomCodecException("The JPEG frame holds an impossible coefficient: it is damaged.");
        }

        _predictions[index] += reader.Extend(category);
        block[0] = (short)(_predictions[index] << scan.Low);
    }

    private void DecodeAcFirst(ref JpegBitReader reader, JpegHuffmanTable table, int first, Span<short> block)
    {
        if (_endOfBandRun > 0)
        {
            _endOfBandRun--;
            return;
        }

        for (int k = first; k <= scan.Last; k++)
        {
            reader.Fill();
            int symbol = reader.Symbol(table);
            int run = symbol >> 4;
            int size = symbol & 15;
            if (size != 0)
            {
                k += run;
                if (k > 63)
                {
                    throw new DicomCodecException("The JPEG frame holds a coefficient beyond its block: it is damaged.");
                }

                block[Zigzag[k]] = (short)(reader.Extend(size) << scan.Low);
            }
            else if (run == 15)
            {
                k += 15;
            }
            else
            {
                _endOfBandRun = progressive ? (1 << run) - 1 + reader.Take(run) : 0;
                return;
            }
        }
    }

    // G.1.2.3: correction bits for coefficients that are not zero yet, new ones between them.
    private void DecodeAcRefinement(ref JpegBitReader reader, JpegHuffmanTable table, Span<short> block)
    {
        short plus = (short)(1 << scan.Low);
        int k = scan.First;
        while (_endOfBandRun == 0 && k <= scan.Last)
        {
            reader.Fill();
            int symbol = reader.Symbol(table);
            int run = symbol >> 4;
            short value = 0;
            if ((symbol & 15) != 0)
            {
                value = reader.Take(1) == 1 ? plus : (short)-plus;
            }
            else if (run < 15)
            {
                _endOfBandRun = (1 << run) + reader.Take(run);
                break;
            }

            k = SkipZeros(ref reader, block, k, run, plus);
            if (value != 0 && k <= scan.Last)
            {
                block[Zigzag[k]] = value;
            }

            k++;
        }

        if (_endOfBandRun > 0)
        {
            SkipZeros(ref reader, block, k, int.MaxValue, plus);
            _endOfBandRun--;
        }
    }

    private int SkipZeros(ref JpegBitReader reader, Span<short> block, int k, int zeros, short plus)
    {
        for (; k <= scan.Last; k++)
        {
            ref short coefficient = ref block[Zigzag[k]];
            if (coefficient == 0)
            {
                if (zeros-- == 0)
                {
                    break;
                }
            }
            else
            {
                reader.Fill();
                if (reader.Take(1) == 1 && (coefficient & plus) == 0)
                {
                    coefficient += coefficient > 0 ? plus : (short)-plus;
                }
            }
        }

        return k;
    }
}

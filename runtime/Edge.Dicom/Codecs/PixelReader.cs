namespace Edge.Dicom.Codecs;

/// <summary>
/// The frames of an image as stored values: interleaved, little-endian, one byte for up to 8 bits allocated, else 2 or 4; no colour
/// conversion, no look-up table. Compressed frames go to the codec of their transfer syntax. Memory holds one frame, not the file, unless the whole
/// data set is deflated. Not safe for use by several threads.
/// </summary>
public sealed class PixelReader : IDisposable
{
    /// <summary>Longer values are left in the file: no look-up table has more than 128 KiB, most pixel data has.</summary>
    private const int HeldValueBytesMax = 192 * 1024;

    /// <summary>Most pixel data that is held in memory because its whole data set is deflated: 512 MiB.</summary>
    private const int DeflatedValueBytesMax = 512 << 20;

    private readonly DicomTransferSyntax _syntax;
    private readonly PixelFile? _file;
    private readonly NativePixels? _native;
    private readonly FrameIndex? _frames;
    private readonly MultiComponentFrames? _multiComponent;

    /// <summary>Prepares an image for reading frame by frame.</summary>
    /// <param name="file">A file read with its pixel data, or with a limit on values.</param>
    /// <param name="path">Where it lies; needed if its pixel data was left there.</param>
    /// <exception cref="DicomCodecException">It holds no image, or one that cannot be decoded.</exception>
    /// <exception cref="DicomFormatException">The file changed and is malformed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public PixelReader(DicomFile file, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        DicomElement element = Element(file.Dataset);
        Format = PixelFormat.From(file.Dataset);
        _syntax = file.TransferSyntax;
        if (element is DicomSkippedValue && _syntax.IsDeflated && path is not null)
        {
            element = Element(DicomFile.Open(path, DicomReadOptions.Default with { MaxValueBytes = DeflatedValueBytesMax }).Dataset);
        }

        try
        {
            switch (element)
            {
                case DicomValue value:
                    _native = new NativePixels(value.Bytes);
                    break;
                case DicomFragments fragments:
                    (_frames, _multiComponent) = Index(new FragmentSource(fragments), file.Dataset);
                    break;
                case DicomSkippedValue skipped when path is not null && !_syntax.IsDeflated:
                    _file = new PixelFile(path);
                    if (skipped.IsEncapsulated)
                    {
                        (_frames, _multiComponent) = Index(new FragmentSource(_file, skipped, _syntax.IsBigEndian), file.Dataset);
                    }
                    else
                    {
                        _native = new NativePixels(_file, skipped, _syntax.IsBigEndian);
                    }

                    break;
                default:
                    throw new DicomCodecException(
                        $"Pixel Data (7FE0,0010) of more than {DeflatedValueBytesMax >> 20} MiB in a deflated data set is not supported; send it in another transfer syntax.");
            }

            CheckFirstFrame();
        }
        catch
        {
            _file?.Dispose();
            throw;
        }
    }

    /// <summary>How the pixels are stored.</summary>
    public PixelFormat Format { get; }

    /// <summary>True for native YBR_FULL_422 and YBR_PARTIAL_422, whose frames are the packed bytes Y Y Cb Cr (PS3.3 C.7.6.3.1.2).</summary>
    public bool IsPacked422 => IsNative && Format is { Photometric: "YBR_FULL_422" or "YBR_PARTIAL_422", Samples: 3, BitsAllocated: 8 };

    /// <summary>Bytes that <see cref="Read"/> writes for a frame.</summary>
    public int FrameBytes => IsPacked422 ? Format.Rows * Format.Columns * 2 : Format.FrameBytes;

    /// <summary>Photometric Interpretation after decoding: a JPEG 2000 component transform is undone, JPEG colour is no longer subsampled.</summary>
    public string PhotometricAfterDecode => (IsNative, Format.Photometric) switch
    {
        (false, "YBR_RCT" or "YBR_ICT") => "RGB",
        (false, "YBR_FULL_422") => "YBR_FULL",
        _ => Format.Photometric,
    };

    // Frames that are merely wrapped or deflated hold native pixels.
    private bool IsNative =>
        _native is not null || _syntax.Uid is DicomUid.EncapsulatedUncompressedExplicitVRLittleEndian or DicomUid.DeflatedImageFrameCompression;

    /// <summary>Opens a file and leaves its pixel data there, to be read frame by frame.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DicomCodecException">It holds no image, or one that cannot be decoded.</exception>
    /// <exception cref="DicomFormatException">The file is malformed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PixelReader Open(string path) =>
        new(DicomFile.Open(path, DicomReadOptions.Default with { MaxValueBytes = HeldValueBytesMax }), path);

    /// <summary>Decodes one frame.</summary>
    /// <param name="frame">Index, from 0.</param>
    /// <param name="destination">At least <see cref="FrameBytes"/> bytes: [rows, columns, samples].</param>
    /// <exception cref="DicomCodecException">The frame is damaged or truncated, or its transfer syntax is not supported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Read(int frame, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, Format.Frames);
        Span<byte> target = destination[..FrameBytes];
        if (_multiComponent is not null)
        {
            _multiComponent.Read(frame, Format, target);
        }
        else if (_frames is not null)
        {
            ReadOnlyMemory<byte> encoded = _frames.Frame(frame);
            FrameCodec.CheckSize(encoded.Span, _syntax, Format);
            FrameCodec.Decode(encoded, _syntax, Format, IsPacked422, target);
        }
        else if (IsPacked422)
        {
            ReadPacked422(_native!, frame, target);
        }
        else if (Format is { IsPlanar: true, Samples: > 1 })
        {
            byte[] planes = new byte[FrameBytes];
            NativeFrames.Read(_native!, Format, frame, planes);
            StoredValues.Interleave(planes, Format.Rows * Format.Columns, Format.Samples, Format.SampleBytes, target);
        }
        else
        {
            NativeFrames.Read(_native!, Format, frame, target);
        }

        if (!IsPacked422)
        {
            StoredValues.Extract(Format, target);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file?.Dispose();

    private static DicomElement Element(DicomDataset dataset) =>
        dataset.TryGet(DicomTag.PixelData, out DicomElement? element)
        || dataset.TryGet(DicomTag.FloatPixelData, out element)
        || dataset.TryGet(DicomTag.DoubleFloatPixelData, out element)
            ? element
            : throw new DicomCodecException("There is no image: Pixel Data (7FE0,0010) is missing.");

    private (FrameIndex? Frames, MultiComponentFrames? MultiComponent) Index(FragmentSource fragments, DicomDataset dataset)
    {
        if (MultiComponentFrames.IsMeant(_syntax, Format) && MultiComponentFrames.Of(FrameIndex.OfStreams(fragments), Format) is { } grouped)
        {
            return (null, grouped);
        }

        return (FrameIndex.Of(fragments, ExtendedOffsetTable(dataset).Span, Format.Frames), null);
    }

    private ReadOnlyMemory<byte> ExtendedOffsetTable(DicomDataset dataset)
    {
        if (!dataset.TryGet(DicomTag.ExtendedOffsetTable, out DicomElement? element))
        {
            return default;
        }

        if (element is DicomSkippedValue skipped && _file is not null && skipped.Length == sizeof(ulong) * (long)Format.Frames)
        {
            byte[] table = new byte[skipped.Length];
            _file.Read(skipped.Offset, table);
            return table;
        }

        return element is DicomValue value ? value.Bytes : default;
    }

    // Whoever reads makes room for a frame first: attributes alone must not be believed.
    private void CheckFirstFrame()
    {
        if (_frames is not null)
        {
            FrameCodec.CheckSize(_frames.Frame(0).Span, _syntax, Format);
            return;
        }

        long needed = IsPacked422 ? FrameBytes : NativeFrames.PackedBytes(Format);
        if (_native is not null && _native.Length < needed)
        {
            throw new DicomCodecException($"Pixel Data (7FE0,0010) has {_native.Length} bytes; a frame needs {needed}: it is truncated.");
        }
    }

    private static void ReadPacked422(NativePixels pixels, int frame, Span<byte> target)
    {
        long start = (long)frame * target.Length;
        if (start + target.Length > pixels.Length)
        {
            throw new DicomCodecException($"Pixel Data (7FE0,0010) has {pixels.Length} bytes and ends within frame {frame + 1}: it is truncated.");
        }

        pixels.Read(start, target);
    }
}

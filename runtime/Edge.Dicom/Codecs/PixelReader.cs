namespace Edge.Dicom.Codecs;

/// <summary>
/// The frames of an image as stored values: interleaved, little-endian, one byte for up to 8 bits allocated, else 2 or 4; no colour
/// conversion, no look-up table. Compressed frames go to the codec of their transfer syntax.
/// </summary>
public sealed class PixelReader
{
    private readonly DicomTransferSyntax _syntax;
    private readonly ReadOnlyMemory<byte> _native;
    private readonly FrameIndex? _frames;

    /// <summary>Prepares an image for reading frame by frame.</summary>
    /// <param name="file">A file read with its pixel data.</param>
    /// <exception cref="DicomCodecException">It holds no image, or one that cannot be decoded.</exception>
    public PixelReader(DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        DicomDataset dataset = file.Dataset;
        if (!dataset.TryGet(DicomTag.PixelData, out DicomElement? element)
            && !dataset.TryGet(DicomTag.FloatPixelData, out element)
            && !dataset.TryGet(DicomTag.DoubleFloatPixelData, out element))
        {
            throw new DicomCodecException("There is no image: Pixel Data (7FE0,0010) is missing.");
        }

        Format = PixelFormat.From(dataset);
        _syntax = file.TransferSyntax;
        switch (element)
        {
            case DicomFragments fragments:
                _frames = FrameIndex.Of(dataset, fragments, Format.Frames);
                break;
            case DicomValue value:
                _native = value.Bytes;
                break;
            default:
                throw new DicomCodecException("Pixel Data (7FE0,0010) was left in its file: read the file without a limit on values.");
        }
    }

    /// <summary>How the pixels are stored.</summary>
    public PixelFormat Format { get; }

    /// <summary>True for native YBR_FULL_422, whose frames are the packed bytes Y Y Cb Cr (PS3.3 C.7.6.3.1.2).</summary>
    public bool IsPacked422 => _frames is null && Format is { Photometric: "YBR_FULL_422", Samples: 3, BitsAllocated: 8 };

    /// <summary>Bytes that <see cref="Read"/> writes for a frame.</summary>
    public int FrameBytes => IsPacked422 ? Format.Rows * Format.Columns * 2 : Format.FrameBytes;

    /// <summary>Photometric Interpretation after decoding: a JPEG 2000 component transform is undone, JPEG colour is no longer subsampled.</summary>
    public string PhotometricAfterDecode => (_frames is null, Format.Photometric) switch
    {
        (false, "YBR_RCT" or "YBR_ICT") => "RGB",
        (false, "YBR_FULL_422") => "YBR_FULL",
        _ => Format.Photometric,
    };

    /// <summary>Decodes one frame.</summary>
    /// <param name="frame">Index, from 0.</param>
    /// <param name="destination">At least <see cref="FrameBytes"/> bytes: [rows, columns, samples].</param>
    /// <exception cref="DicomCodecException">The frame is damaged or truncated, or its transfer syntax is not supported.</exception>
    public void Read(int frame, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, Format.Frames);
        Span<byte> target = destination[..FrameBytes];
        if (IsPacked422)
        {
            ReadPacked422(frame, target);
        }
        else if (_frames is not null)
        {
            FrameCodec.Decode(_frames.Frame(frame), _syntax, Format, target);
            StoredValues.Extract(Format, target);
        }
        else if (Format is { IsPlanar: true, Samples: > 1 })
        {
            byte[] planes = new byte[FrameBytes];
            NativeFrames.Unpack(_native.Span, Format, frame, planes);
            StoredValues.Interleave(planes, Format.Rows * Format.Columns, Format.Samples, Format.SampleBytes, target);
            StoredValues.Extract(Format, target);
        }
        else
        {
            NativeFrames.Unpack(_native.Span, Format, frame, target);
            StoredValues.Extract(Format, target);
        }
    }

    private void ReadPacked422(int frame, Span<byte> target)
    {
        long start = (long)frame * target.Length;
        if (start + target.Length > _native.Length)
        {
            throw new DicomCodecException($"Pixel Data (7FE0,0010) has {_native.Length} bytes and ends within frame {frame + 1}: it is truncated.");
        }

        _native.Span.Slice((int)start, target.Length).CopyTo(target);
    }
}

using System.Buffers.Binary;
using Edge.Dicom.Images;

namespace Edge.Dicom.Codecs;

/// <summary>
/// The frames of a colour image as red, green and blue, whatever they are stored as: RGB, YBR_FULL, YBR_FULL_422, YBR_PARTIAL_422, YBR_ICT, YBR_RCT or
/// PALETTE COLOR (PS3.3 C.7.6.3.1.2).
/// </summary>
public sealed class RgbReader
{
    private readonly PixelReader _pixels;
    private readonly PaletteTable? _palette;
    private byte[] _stored = [];
    private int[] _indices = [];

    /// <summary>Prepares a colour image.</summary>
    /// <param name="image">Its attributes, for the palette.</param>
    /// <param name="pixels">Its pixels; the caller keeps it.</param>
    /// <exception cref="DicomCodecException">It is not in colour, or in a kind that is not supported.</exception>
    public RgbReader(DicomDataset image, PixelReader pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (!IsColour(pixels.Format))
        {
            throw new DicomCodecException(
                $"Colour of {pixels.Format.Samples} samples as {pixels.Format.Photometric}, {pixels.Format.BitsAllocated} bits, is not supported.");
        }

        _pixels = pixels;
        _palette = pixels.Format.Photometric == "PALETTE COLOR" ? PaletteTable.Of(image) : null;
    }

    /// <summary>Bits of a colour: 1 to 16.</summary>
    public int Bits => _palette?.Bits ?? _pixels.Format.BitsStored;

    /// <summary>True for images that can be brought to RGB.</summary>
    public static bool IsColour(PixelFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return !format.IsFloat && format.BitsAllocated is 8 or 16 && (format.Samples, format.Photometric) switch
        {
            (1, "PALETTE COLOR") => true,
            (3, "RGB" or "YBR_FULL" or "YBR_FULL_422" or "YBR_PARTIAL_422" or "YBR_PARTIAL_420" or "YBR_ICT" or "YBR_RCT") => !format.IsSigned,
            _ => false,
        };
    }

    /// <summary>Reads one frame.</summary>
    /// <param name="frame">Index, from 0.</param>
    /// <param name="rgb">Receives [rows, columns, 3].</param>
    /// <exception cref="DicomCodecException">The frame is damaged or truncated.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Read(int frame, Span<ushort> rgb)
    {
        PixelFormat format = _pixels.Format;
        if (_stored.Length != _pixels.FrameBytes)
        {
            _stored = new byte[_pixels.FrameBytes];
        }

        _pixels.Read(frame, _stored);
        if (_palette is not null)
        {
            _palette.Apply(Indices(format), rgb);
        }
        else if (_pixels.IsPacked422)
        {
            ColourTransform.Unpack422(_stored, rgb);
            Convert(rgb);
        }
        else
        {
            for (int i = 0; i < format.FrameSamples; i++)
            {
                rgb[i] = format.SampleBytes == 1 ? _stored[i] : BinaryPrimitives.ReadUInt16LittleEndian(_stored.AsSpan(2 * i));
            }

            Convert(rgb);
        }
    }

    private void Convert(Span<ushort> samples)
    {
        switch (_pixels.PhotometricAfterDecode)
        {
            case "YBR_FULL" or "YBR_FULL_422":
                ColourTransform.FromFull(samples, Bits, samples);
                break;
            case "YBR_PARTIAL_422" or "YBR_PARTIAL_420":
                ColourTransform.FromPartial(samples, samples);
                break;
            default:
                break;
        }
    }

    private int[] Indices(PixelFormat format)
    {
        if (_indices.Length != format.FrameSamples)
        {
            _indices = new int[format.FrameSamples];
        }

        for (int i = 0; i < _indices.Length; i++)
        {
            _indices[i] = (format.SampleBytes, format.IsSigned) switch
            {
                (1, false) => _stored[i],
                (1, true) => (sbyte)_stored[i],
                (_, false) => BinaryPrimitives.ReadUInt16LittleEndian(_stored.AsSpan(2 * i)),
                _ => BinaryPrimitives.ReadInt16LittleEndian(_stored.AsSpan(2 * i)),
            };
        }

        return _indices;
    }
}

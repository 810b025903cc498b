using Edge.Ctl.Appliance;
using Edge.Dicom;

namespace Edge.Ctl.Evaluate;

/// <summary>The pixels of a DICOM Segmentation that is not compressed (PS3.5 8.1.1 and annex D): one bit each, lowest first, or one byte each.</summary>
internal sealed class SegmentPixels
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _pixels;
    private readonly int _bits;
    private readonly double _from;

    /// <summary>Takes them.</summary>
    /// <param name="dataset">The Segmentation.</param>
    /// <param name="pixels">Pixels of a frame.</param>
    /// <param name="share">Share of the maximum from which a fraction counts.</param>
    /// <param name="path">Its file, for errors.</param>
    /// <exception cref="ApplianceException">They are compressed or cut off.</exception>
    public SegmentPixels(DicomDataset dataset, int pixels, double share, string path)
    {
        _pixels = pixels;
        _bits = dataset.TryGetInt32(DicomTag.BitsAllocated, out int bits) ? bits : 0;
        _from = _bits == 1 ? 1 : share * (dataset.TryGetInt32(DicomTag.MaximumFractionalValue, out int maximum) ? maximum : byte.MaxValue);
        if (_bits is not (1 or 8) || !dataset.TryGetBytes(DicomTag.PixelData, out ReadOnlyMemory<byte> bytes))
        {
            throw new ApplianceException($"{path} has pixels of {_bits} bits, or compressed ones. Write it with Explicit VR Little Endian (gdcmconv --raw).");
        }

        _bytes = bytes;
        long frames = dataset.TryGetInt32(DicomTag.NumberOfFrames, out int count) ? count : 1;
        if (_bytes.Length < ((frames * pixels * _bits) + 7) / 8)
        {
            throw new ApplianceException($"{path} has {_bytes.Length} bytes of pixels, too few for its {frames} frames.");
        }
    }

    /// <summary>One frame, a byte for each pixel, 0 or 1.</summary>
    public byte[] Frame(int frame)
    {
        byte[] plane = new byte[_pixels];
        ReadOnlySpan<byte> bytes = _bytes.Span;
        long first = (long)frame * _pixels;
        for (int pixel = 0; pixel < plane.Length; pixel++)
        {
            long at = first + pixel;
            plane[pixel] = _bits == 1 ? (byte)((bytes[(int)(at >> 3)] >> (int)(at & 7)) & 1) : (byte)(bytes[(int)at] >= _from ? 1 : 0);
        }

        return plane;
    }
}

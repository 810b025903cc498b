using Edge.Dicom.Codecs.Native;

namespace Edge.Dicom.Codecs;

/// <summary>
/// Frames that JPEG 2000 Part 2 codes together: each code stream is a collection whose components are the samples of several frames
/// (PS3.5 A.4.5). The last collection that was decoded is kept, since frames are read in order.
/// </summary>
internal sealed class MultiComponentFrames
{
    private readonly FrameIndex _streams;
    private readonly int[] _firstFrame;
    private int[] _decoded = [];
    private int _decodedStream = -1;

    private MultiComponentFrames(FrameIndex streams, int[] firstFrame)
    {
        _streams = streams;
        _firstFrame = firstFrame;
    }

    /// <summary>True where frames may be coded together.</summary>
    public static bool IsMeant(DicomTransferSyntax syntax, PixelFormat format) =>
        syntax.Uid is DicomUid.JPEG2000MC or DicomUid.JPEG2000MCLossless && format.Frames > 1;

    /// <summary>Collections that hold all frames between them; null when each frame has a stream of its own.</summary>
    /// <exception cref="DicomCodecException">The streams hold another number of frames.</exception>
    public static MultiComponentFrames? Of(FrameIndex streams, PixelFormat format)
    {
        if (streams.Count >= format.Frames)
        {
            return null;
        }

        int[] firstFrame = new int[streams.Count + 1];
        for (int i = 0; i < streams.Count; i++)
        {
            int components = Jpeg2000Header.Of(streams.Frame(i).Span).Components;
            if (components % format.Samples != 0)
            {
                throw new DicomCodecException($"A JPEG 2000 collection has {components} components, which are no whole number of frames.");
            }

            firstFrame[i + 1] = firstFrame[i] + (components / format.Samples);
        }

        return firstFrame[^1] == format.Frames
            ? new MultiComponentFrames(streams, firstFrame)
            : throw new DicomCodecException($"The JPEG 2000 collections hold {firstFrame[^1]} frames; the attributes say {format.Frames}.");
    }

    /// <summary>Decodes one frame into interleaved cells.</summary>
    /// <exception cref="DicomCodecException">Its collection is damaged, or more than fits in memory.</exception>
    public void Read(int frame, PixelFormat format, Span<byte> cells)
    {
        int stream = _firstFrame.AsSpan(1).IndexOfAnyInRange(frame + 1, int.MaxValue);
        int components = (_firstFrame[stream + 1] - _firstFrame[stream]) * format.Samples;
        int pixels = format.Rows * format.Columns;
        if (_decodedStream != stream)
        {
            _decodedStream = -1;
            if ((long)pixels * components > FrameCodec.CompressedSamplesMax)
            {
                throw new DicomCodecException($"A JPEG 2000 collection of {components} components is too large to decode.");
            }

            _decoded = _decoded.Length == pixels * components ? _decoded : new int[pixels * components];
            using OpenJpegImage image = OpenJpeg.Decode(_streams.Frame(stream).Span, format.Rows, format.Columns, components, 8 * format.SampleBytes);
            for (int component = 0; component < components; component++)
            {
                image.Component(component).CopyTo(_decoded.AsSpan(component * pixels));
            }

            _decodedStream = stream;
        }

        int first = (frame - _firstFrame[stream]) * format.Samples;
        for (int i = 0; i < pixels; i++)
        {
            for (int sample = 0; sample < format.Samples; sample++)
            {
                FrameCodec.WriteCell(cells, (i * format.Samples) + sample, format.SampleBytes, _decoded[((first + sample) * pixels) + i]);
            }
        }
    }
}

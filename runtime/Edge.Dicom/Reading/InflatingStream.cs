using System.IO.Compression;

namespace Edge.Dicom;

/// <summary>Inflates a deflated data set (PS3.5 A.5), and refuses a decompression bomb while it is still small.</summary>
internal sealed class InflatingStream : ForwardStream
{
    private readonly InputStream _deflated;
    private readonly DeflateStream _inflater;
    private readonly int _maxRatio;
    private long _inflatedBytes;

    private InflatingStream(InputStream deflated, int maxRatio)
    {
        _deflated = deflated;
        _inflater = new DeflateStream(deflated, CompressionMode.Decompress);
        _maxRatio = maxRatio;
    }

    /// <summary>The input itself, or its inflated bytes where the syntax is deflated.</summary>
    internal static DicomInput InputFor(DicomInput input, DicomTransferSyntax syntax, DicomReadOptions options) =>
        syntax.IsDeflated ? new DicomInput(new InflatingStream(new InputStream(input), options.MaxDeflateRatio)) : input;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = _inflater.Read(buffer);
        _inflatedBytes += read;
        if (_inflatedBytes > DicomReadOptions.DeflateAllowanceBytes && _inflatedBytes / _maxRatio > _deflated.BytesRead)
        {
            throw new InvalidDataException($"{_deflated.BytesRead} bytes inflate to more than {_maxRatio} times as many");
        }

        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inflater.Dispose();
        }

        base.Dispose(disposing);
    }
}

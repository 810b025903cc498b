namespace Edge.Dicom;

/// <summary>What is left of an input, as a stream.</summary>
internal sealed class InputStream(DicomInput input) : ForwardStream
{
    /// <summary>Bytes taken so far.</summary>
    internal long BytesRead { get; private set; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = input.Read(buffer);
        BytesRead += read;
        return read;
    }
}

using Microsoft.Win32.SafeHandles;

namespace Edge.Dicom.Codecs;

/// <summary>A file that stays open while frames are read out of it, each from its place.</summary>
internal sealed class PixelFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public PixelFile(string path) => _handle = File.OpenHandle(path);

    /// <summary>Fills a buffer from a place in the file.</summary>
    /// <exception cref="DicomCodecException">The file ends before.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int read = RandomAccess.Read(_handle, destination[done..], offset + done);
            if (read == 0)
            {
                throw new DicomCodecException("The file ends within its pixel data: it is truncated.");
            }

            done += read;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}

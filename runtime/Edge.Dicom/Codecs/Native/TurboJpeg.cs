using System.Runtime.InteropServices;

namespace Edge.Dicom.Codecs.Native;

/// <summary>8-bit DCT frames (JPEG Baseline, Extended and Progressive) by the system's libturbojpeg (Debian: libturbojpeg0).</summary>
internal static unsafe partial class TurboJpeg
{
    private const string Library = "libturbojpeg.so.0";
    private const int PixelFormatRgb = 0;
    private const int PixelFormatGray = 6;
    private const int AccurateDct = 4096;

    /// <summary>Decodes one frame without colour conversion; subsampled components are interpolated by the library.</summary>
    /// <param name="data">A JPEG stream.</param>
    /// <param name="rows">Rows it must have.</param>
    /// <param name="columns">Columns it must have.</param>
    /// <param name="components">Components it must have, 1 or 3.</param>
    /// <param name="samples">[rows, columns, components].</param>
    /// <exception cref="DicomCodecException">The stream is damaged or of other size.</exception>
    public static void Decode(ReadOnlySpan<byte> data, int rows, int columns, int components, Span<byte> samples)
    {
        byte[] raw = Jpeg.CompletedJpeg.WithoutTransform(data);
        nint handle = InitDecompress();
        if (handle == 0)
        {
            throw new DicomCodecException("libturbojpeg could not be started: memory is short.");
        }

        try
        {
            fixed (byte* source = raw)
            fixed (byte* destination = samples)
            {
                if (DecompressHeader(handle, source, new CULong((uint)raw.Length), out int width, out int height, out _, out int colourSpace) != 0)
                {
                    throw Failure(handle);
                }

                bool grey = colourSpace == 2;
                if (width != columns || height != rows || grey != (components == 1))
                {
                    throw new DicomCodecException(
                        $"The JPEG frame is {width} × {height} with {(grey ? 1 : 3)} components; the attributes say {columns} × {rows} with {components}.");
                }

                int format = components == 1 ? PixelFormatGray : PixelFormatRgb;
                int failed = Decompress(handle, source, new CULong((uint)raw.Length), destination, columns, columns * components, rows, format, AccurateDct);
                if (failed != 0)
                {
                    throw Failure(handle);
                }
            }
        }
        finally
        {
            _ = Destroy(handle);
        }
    }

    private static DicomCodecException Failure(nint handle) =>
        new($"The JPEG frame is damaged: {Marshal.PtrToStringUTF8(ErrorText(handle))}.");

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint InitDecompress();

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DecompressHeader(
        nint handle, byte* data, CULong size, out int width, out int height, out int subsampling, out int colourSpace);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Decompress(
        nint handle, byte* data, CULong size, byte* destination, int width, int pitch, int height, int format, int flags);

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ErrorText(nint handle);

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Destroy(nint handle);
}

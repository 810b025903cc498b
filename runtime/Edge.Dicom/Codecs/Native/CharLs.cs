using System.Runtime.InteropServices;

namespace Edge.Dicom.Codecs.Native;

/// <summary>JPEG-LS frames (ISO/IEC 14495-1) by the system's CharLS (Debian: libcharls2).</summary>
internal static unsafe partial class CharLs
{
    private const string Library = "libcharls.so.2";
    private const int InterleaveNone = 0;

    /// <summary>Decodes one frame.</summary>
    /// <param name="data">A JPEG-LS stream.</param>
    /// <param name="rows">Rows it must have.</param>
    /// <param name="columns">Columns it must have.</param>
    /// <param name="components">Components it must have.</param>
    /// <param name="bitsMax">Most bits a sample may have.</param>
    /// <param name="precision">Bits a sample.</param>
    /// <param name="planar">True when the samples come component by component instead of pixel by pixel.</param>
    /// <returns>[rows, columns, components], 1 byte a sample up to 8 bits, else 2.</returns>
    /// <exception cref="DicomCodecException">The stream is damaged, of other size, or deeper.</exception>
    public static byte[] Decode(
        ReadOnlySpan<byte> data, int rows, int columns, int components, int bitsMax, out int precision, out bool planar)
    {
        nint decoder = Create();
        if (decoder == 0)
        {
            throw new DicomCodecException("CharLS could not be started: memory is short.");
        }

        try
        {
            fixed (byte* source = data)
            {
                // 1. The header, before there is room for what it claims.
                Check(SetSource(decoder, source, (nuint)data.Length));
                Check(ReadHeader(decoder));
                Check(GetFrameInfo(decoder, out FrameInfo info));
                Check(info, rows, columns, components, bitsMax);
                Check(GetInterleave(decoder, out int interleave));
                planar = components > 1 && interleave == InterleaveNone;
                precision = info.BitsPerSample;

                // 2. The samples.
                byte[] samples = new byte[rows * columns * components * (precision <= 8 ? 1 : 2)];
                Check(GetSize(decoder, 0, out nuint size));
                if (size > (nuint)samples.Length)
                {
                    throw new DicomCodecException("The JPEG-LS frame is larger than its header says.");
                }

                fixed (byte* target = samples)
                {
                    Check(DecodeTo(decoder, target, (nuint)samples.Length, 0));
                }

                return samples;
            }
        }
        finally
        {
            Destroy(decoder);
        }
    }

    private static void Check(FrameInfo info, int rows, int columns, int components, int bitsMax)
    {
        if (info.Width != columns || info.Height != rows || info.Components != components)
        {
            throw new DicomCodecException(
                $"The JPEG-LS frame is {info.Width} × {info.Height} with {info.Components} components; "
                + $"the attributes say {columns} × {rows} with {components}.");
        }

        if (info.BitsPerSample > bitsMax)
        {
            throw new DicomCodecException($"The JPEG-LS frame has {info.BitsPerSample} bits a sample; the attributes allocate {bitsMax}.");
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new DicomCodecException($"The JPEG-LS frame is damaged: {Marshal.PtrToStringUTF8(ErrorText(error))}.");
        }
    }

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_create")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Create();

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void Destroy(nint decoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_set_source_buffer")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetSource(nint decoder, byte* source, nuint size);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_read_header")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ReadHeader(nint decoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_frame_info")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetFrameInfo(nint decoder, out FrameInfo info);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_interleave_mode")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetInterleave(nint decoder, out int interleave);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_destination_size")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetSize(nint decoder, uint stride, out nuint size);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_decode_to_buffer")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DecodeTo(nint decoder, byte* destination, nuint size, uint stride);

    [LibraryImport(Library, EntryPoint = "charls_get_error_message")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ErrorText(int error);

    [StructLayout(LayoutKind.Sequential)]
    private struct FrameInfo
    {
        public uint Width;
        public uint Height;
        public int BitsPerSample;
        public int Components;
    }
}

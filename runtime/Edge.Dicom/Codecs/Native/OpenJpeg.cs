using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Edge.Dicom.Codecs.Native;

/// <summary>
/// JPEG 2000 and HTJ2K frames (ISO/IEC 15444-1 and 15444-15) by the system's OpenJPEG (Debian: libopenjp2-7; HTJ2K from 2.5 on).
/// The inverse component transform is part of decoding, so that YBR_RCT and YBR_ICT frames come out as RGB.
/// </summary>
internal static unsafe partial class OpenJpeg
{
    private const string Library = "libopenjp2.so.7";
    private const int CodecJ2k = 0;
    private const int CodecJp2 = 2;
    private const int ParametersRoomBytes = 64 * 1024;

    /// <summary>Decodes one code stream.</summary>
    /// <param name="data">A code stream, or a JP2 file around one.</param>
    /// <param name="rows">Rows it must have.</param>
    /// <param name="columns">Columns it must have.</param>
    /// <param name="components">Components it must have.</param>
    /// <param name="bitsMax">Most bits a sample may have.</param>
    /// <returns>The components, to be disposed by the caller.</returns>
    /// <exception cref="DicomCodecException">The stream is damaged, truncated or of other size.</exception>
    public static OpenJpegImage Decode(ReadOnlySpan<byte> data, int rows, int columns, int components, int bitsMax)
    {
        // Before the library sees the stream, so that a header that claims more than the attributes say costs nothing.
        Jpeg2000Header.Of(data).Check(rows, columns, components);
        fixed (byte* source = data)
        {
            var reader = new MemoryReader { Data = source, Length = data.Length };
            nint codec = CreateDecompress(IsJp2(data) ? CodecJp2 : CodecJ2k);
            nint stream = StreamCreate(1 << 20, 1);
            OpenJpegImage.Raw* header = null;
            OpenJpegImage? image = null;
            try
            {
                if (codec == 0 || stream == 0)
                {
                    throw new DicomCodecException("OpenJPEG could not be started: memory is short.");
                }

                Attach(stream, &reader);
                Setup(codec);
                bool isRead = ReadHeader(stream, codec, &header) != 0;
                image = new OpenJpegImage(header);
                if (!isRead)
                {
                    throw new DicomCodecException("The JPEG 2000 frame is damaged: its header cannot be read.");
                }

                image.Check(rows, columns, components, bitsMax);
                if (DecodeImage(codec, stream, header) == 0 || EndDecompress(codec, stream) == 0)
                {
                    throw new DicomCodecException("The JPEG 2000 frame is damaged or truncated.");
                }

                image.CheckDecoded(rows * columns);
                OpenJpegImage decoded = image;
                image = null;
                return decoded;
            }
            finally
            {
                image?.Dispose();
                DestroyStream(stream);
                DestroyCodec(codec);
            }
        }
    }

    /// <summary>Frees an image.</summary>
    internal static void Free(OpenJpegImage.Raw* image) => DestroyImage(image);

    private static bool IsJp2(ReadOnlySpan<byte> data) => data.Length > 12 && data[4..8].SequenceEqual("jP  "u8);

    private static void Attach(nint stream, MemoryReader* reader)
    {
        StreamSetUserData(stream, reader, 0);
        StreamSetLength(stream, (ulong)reader->Length);
        StreamSetRead(stream, &Read);
        StreamSetSkip(stream, &Skip);
        StreamSetSeek(stream, &Seek);
    }

    private static void Setup(nint codec)
    {
        void* parameters = NativeMemory.AllocZeroed(ParametersRoomBytes);
        try
        {
            SetDefaultParameters(parameters);
            if (SetupDecoder(codec, parameters) == 0)
            {
                throw new DicomCodecException("OpenJPEG refused its default parameters; check that libopenjp2-7 is 2.5 or newer.");
            }

            _ = SetStrict(codec, 1);
        }
        finally
        {
            NativeMemory.Free(parameters);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint Read(void* buffer, nuint count, void* user)
    {
        var reader = (MemoryReader*)user;
        long available = Math.Min((long)count, reader->Length - reader->Position);
        if (available <= 0)
        {
            return nuint.MaxValue;
        }

        Buffer.MemoryCopy(reader->Data + reader->Position, buffer, available, available);
        reader->Position += available;
        return (nuint)available;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Skip(long count, void* user)
    {
        var reader = (MemoryReader*)user;
        long target = Math.Clamp(reader->Position + count, 0, reader->Length);
        long skipped = target - reader->Position;
        reader->Position = target;
        return skipped == 0 && count != 0 ? -1 : skipped;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Seek(long position, void* user)
    {
        var reader = (MemoryReader*)user;
        if (position < 0 || position > reader->Length)
        {
            return 0;
        }

        reader->Position = position;
        return 1;
    }

    [LibraryImport(Library, EntryPoint = "opj_create_decompress")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint CreateDecompress(int format);

    [LibraryImport(Library, EntryPoint = "opj_set_default_decoder_parameters")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void SetDefaultParameters(void* parameters);

    [LibraryImport(Library, EntryPoint = "opj_setup_decoder")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetupDecoder(nint codec, void* parameters);

    [LibraryImport(Library, EntryPoint = "opj_decoder_set_strict_mode")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetStrict(nint codec, int strict);

    [LibraryImport(Library, EntryPoint = "opj_read_header")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ReadHeader(nint stream, nint codec, OpenJpegImage.Raw** image);

    [LibraryImport(Library, EntryPoint = "opj_decode")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DecodeImage(nint codec, nint stream, OpenJpegImage.Raw* image);

    [LibraryImport(Library, EntryPoint = "opj_end_decompress")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EndDecompress(nint codec, nint stream);

    [LibraryImport(Library, EntryPoint = "opj_stream_create")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint StreamCreate(nuint bufferBytes, int isInput);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_user_data")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void StreamSetUserData(nint stream, void* data, nint free);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_user_data_length")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void StreamSetLength(nint stream, ulong length);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_read_function")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void StreamSetRead(nint stream, delegate* unmanaged[Cdecl]<void*, nuint, void*, nuint> read);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_skip_function")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void StreamSetSkip(nint stream, delegate* unmanaged[Cdecl]<long, void*, long> skip);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_seek_function")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void StreamSetSeek(nint stream, delegate* unmanaged[Cdecl]<long, void*, int> seek);

    [LibraryImport(Library, EntryPoint = "opj_stream_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void DestroyStream(nint stream);

    [LibraryImport(Library, EntryPoint = "opj_destroy_codec")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void DestroyCodec(nint codec);

    [LibraryImport(Library, EntryPoint = "opj_image_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void DestroyImage(OpenJpegImage.Raw* image);

    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryReader
    {
        public byte* Data;
        public long Length;
        public long Position;
    }
}

using System.Runtime.InteropServices;

namespace Edge.Dicom.Codecs.Native;

/// <summary>An image in OpenJPEG's memory: one plane of 32-bit samples for each component, each in its own sign.</summary>
internal sealed unsafe class OpenJpegImage : IDisposable
{
    private Raw* _image;

    /// <summary>Takes an image that <c>opj_read_header</c> made.</summary>
    public OpenJpegImage(Raw* image) => _image = image;

    /// <summary>The samples of a component, row by row.</summary>
    public ReadOnlySpan<int> Component(int index)
    {
        ObjectDisposedException.ThrowIf(_image is null, this);
        RawComponent* part = _image->Components + index;
        return new ReadOnlySpan<int>(part->Data, (int)(part->Width * part->Height));
    }

    /// <summary>Checks what the header says, before anything is decoded.</summary>
    /// <exception cref="DicomCodecException">It is not what the attributes say.</exception>
    public void Check(int rows, int columns, int components, int bitsMax)
    {
        if ((long)_image->X1 - _image->X0 != columns || (long)_image->Y1 - _image->Y0 != rows || _image->ComponentCount != components)
        {
            throw new DicomCodecException("The JPEG 2000 frame is damaged: its file header and its code stream have different sizes.");
        }

        for (int i = 0; i < components; i++)
        {
            RawComponent part = _image->Components[i];
            if (part.Dx != 1 || part.Dy != 1 || part.Precision is 0 or > 32)
            {
                throw new DicomCodecException("JPEG 2000 frames with subsampled components are not supported.");
            }

            if (part.Precision > bitsMax)
            {
                throw new DicomCodecException($"The JPEG 2000 frame has {part.Precision} bits a sample; the attributes allocate {bitsMax}.");
            }
        }
    }

    /// <summary>Checks that every component was decoded.</summary>
    /// <exception cref="DicomCodecException">One is missing.</exception>
    public void CheckDecoded(int pixels)
    {
        for (int i = 0; i < _image->ComponentCount; i++)
        {
            RawComponent part = _image->Components[i];
            if (part.Data is null || (long)part.Width * part.Height != pixels)
            {
                throw new DicomCodecException("The JPEG 2000 frame is damaged: a component is missing.");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_image is not null)
        {
            OpenJpeg.Free(_image);
            _image = null;
        }
    }

    /// <summary>opj_image_t of openjpeg.h 2.5.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Raw
    {
        public uint X0;
        public uint Y0;
        public uint X1;
        public uint Y1;
        public uint ComponentCount;
        public int ColourSpace;
        public RawComponent* Components;
    }

    /// <summary>opj_image_comp_t of openjpeg.h 2.5.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct RawComponent
    {
        public uint Dx;
        public uint Dy;
        public uint Width;
        public uint Height;
        public uint X0;
        public uint Y0;
        public uint Precision;
        public uint BitsPerPixel;
        public uint IsSigned;
        public uint ResolutionsDecoded;
        public uint Factor;
        public int* Data;
        public ushort Alpha;
    }
}

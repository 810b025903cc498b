using Edge.Contracts;
using Edge.Dicom;
using Edge.Runtime.Inbox;
using Edge.Runtime.Studies;

namespace Edge.Runtime.Tests.Studies;

/// <summary>Slices as a CT scanner makes them.</summary>
internal static class Slices
{
    public const string Axial = @"1\0\0\0\1\0";

    public static readonly StackConfig Rule = new(LeastSlices: 5, Tolerance: 0.1);

    /// <summary>Writes what a slice says of its place.</summary>
    public static Action<DicomDataset> At(int number, double positionMm, string orientation = Axial) => dataset =>
    {
        dataset.Set(DicomTag.ImageType, DicomVR.CS, @"ORIGINAL\PRIMARY\AXIAL");
        dataset.Set(DicomTag.InstanceNumber, DicomVR.IS, number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        dataset.Set(DicomTag.ImageOrientationPatient, DicomVR.DS, orientation);
        dataset.Set(DicomTag.ImagePositionPatient, DicomVR.DS, string.Create(System.Globalization.CultureInfo.InvariantCulture, $@"-125\-125\{positionMm}"));
        dataset.SetBytes(DicomTag.Rows, DicomVR.US, new byte[] { 64, 0 });
    };

    /// <summary>An object as the index gives it back.</summary>
    public static SeriesObject Read(params IReadOnlyList<Action<DicomDataset>> writers)
    {
        var dataset = new DicomDataset();
        foreach (Action<DicomDataset> write in writers)
        {
            write(dataset);
        }

        SliceFacts? facts = SliceFacts.From(dataset);
        return new SeriesObject("1.2", facts?.Image, facts?.Number, facts?.Plane, facts?.Expected);
    }

    /// <summary>Writes an attribute.</summary>
    public static Action<DicomDataset> With(DicomTag tag, DicomVR vr, string value) => dataset => dataset.Set(tag, vr, value);

    /// <summary>Writes a 16-bit number.</summary>
    public static Action<DicomDataset> With(DicomTag tag, ushort value) => dataset => dataset.SetBytes(tag, DicomVR.US, BitConverter.GetBytes(value));
}

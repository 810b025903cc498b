using System.Security.Cryptography;
using System.Text;
using Edge.Dicom;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Whose body an object shows, and which side. The patient: name, ID and its issuer, birth date and sex (PS3.3 C.7.1.1). The side: Laterality,
/// Image Laterality and Frame Laterality, also within sequences such as functional groups, in the order in which they change. An empty attribute equals
/// an absent one. Codes of an anatomic region are not looked at.
/// </summary>
internal sealed class PatientIdentity
{
    private const int MaxValueBytes = 1024;

    private static readonly HashSet<DicomTag> Patient =
    [
        DicomTag.PatientName, DicomTag.PatientID, DicomTag.IssuerOfPatientID, DicomTag.PatientBirthDate, DicomTag.PatientSex,
    ];

    private static readonly HashSet<DicomTag> Side = [DicomTag.Laterality, DicomTag.ImageLaterality, DicomTag.FrameLaterality];

    private readonly Dictionary<DicomTag, string> _patient = [];
    private readonly Dictionary<DicomTag, string> _lastSide = [];
    private readonly byte[] _sides;

    private PatientIdentity(DicomReader reader)
    {
        using var sides = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (DicomToken token = reader.Read(); token != DicomToken.End; token = reader.Read())
        {
            if (token == DicomToken.Element)
            {
                Take(reader, sides);
            }
        }

        _sides = sides.GetHashAndReset();
    }

    /// <summary>True when two stored objects show the same patient and side; false also where one of them cannot be read up to its pixel data.</summary>
    public static bool AreSame(string path, string otherPath) =>
        TryRead(path) is { } one && TryRead(otherPath) is { } other && one.IsSameAs(other);

    private static PatientIdentity? TryRead(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return new PatientIdentity(new DicomFileReader(stream, DicomReadOptions.Header).Dataset);
        }
        catch (Exception unreadable) when (unreadable is DicomFormatException or IOException or UnauthorizedAccessException)
        {
            // Nobody can tell whose it is: it must not pass for the same.
            return null;
        }
    }

    private bool IsSameAs(PatientIdentity other) => _sides.AsSpan().SequenceEqual(other._sides)
        && Patient.All(tag => _patient.GetValueOrDefault(tag, "") == other._patient.GetValueOrDefault(tag, ""));

    private void Take(DicomReader reader, IncrementalHash sides)
    {
        if (reader.Depth == 0 && Patient.Contains(reader.Tag))
        {
            _patient[reader.Tag] = Value(reader);
        }
        else if (Side.Contains(reader.Tag) && Value(reader) is { Length: > 0 } side && _lastSide.GetValueOrDefault(reader.Tag) != side)
        {
            // Only changes count, so that one frame more of the same side is no other side.
            _lastSide[reader.Tag] = side;
            sides.AppendData(Encoding.Latin1.GetBytes($"{reader.Tag}={side}\n"));
        }
    }

    private static string Value(DicomReader reader)
    {
        byte[] value = new byte[(int)Math.Min(reader.ValueLength, MaxValueBytes)];
        int read = reader.ReadValue(value);
        string text = Encoding.Latin1.GetString(value, 0, read).Trim(' ', '\0');

        // Empty components and groups at the end of a name may be left out (PS3.5 6.2.1).
        return reader.Tag == DicomTag.PatientName ? text.TrimEnd('^', '=', ' ') : reader.ValueLength > MaxValueBytes ? $"{text} {reader.ValueLength}" : text;
    }
}

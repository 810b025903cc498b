using Dapper;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Runtime.Store;

namespace Edge.Runtime.Health;

/// <summary>Reads whose study it is from a stored object: the index does not know.</summary>
internal sealed class PatientReader(EdgeStore store, DataDirectory data)
{
    private const int ValueLengthMax = 256;

    private static readonly DicomReadOptions Options = DicomReadOptions.Header with
    {
        MaxValueBytes = 4096,
        KeepTags = new HashSet<DicomTag>
        {
            DicomTag.SpecificCharacterSet, DicomTag.PatientName, DicomTag.PatientID, DicomTag.PatientBirthDate, DicomTag.PatientSex, DicomTag.StudyDescription,
            DicomTag.AccessionNumber, DicomTag.StudyDate,
        },
    };

    /// <summary>Whose it is; null when nothing of the study is stored, or it cannot be read.</summary>
    public PatientView? Read(string studyUid)
    {
        if (store.Read(connection => connection.ExecuteScalar<string?>("SELECT file FROM instances WHERE study_uid = @studyUid LIMIT 1", new { studyUid })) is not { } file)
        {
            return null;
        }

        try
        {
            DicomDataset dataset = DicomFile.Open(Path.Combine(data.Inbox, file), Options).Dataset;
            string? Text(DicomTag tag) => dataset.GetStrings(tag) is [{ Length: > 0 } text, ..] ? text[..Math.Min(text.Length, ValueLengthMax)] : null;
            return new PatientView(
                Text(DicomTag.PatientName),
                Text(DicomTag.PatientID),
                Text(DicomTag.PatientBirthDate),
                Text(DicomTag.PatientSex),
                Text(DicomTag.StudyDescription),
                Text(DicomTag.AccessionNumber),
                Text(DicomTag.StudyDate));
        }
        catch (Exception unreadable) when (unreadable is DicomFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

using Dapper;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Health;

/// <summary>Reads whose study it is from a stored object: the index does not know.</summary>
internal sealed class PatientReader(EdgeStore store, DataDirectory data)
{
    private const int ValueLengthMax = 256;
    private const int FilesTried = 8;

    private static readonly DicomReadOptions Options = DicomReadOptions.Header with
    {
        MaxValueBytes = 4096,
        KeepTags = new HashSet<DicomTag>
        {
            DicomTag.SpecificCharacterSet, DicomTag.PatientName, DicomTag.PatientID, DicomTag.PatientBirthDate, DicomTag.PatientSex, DicomTag.StudyDescription,
            DicomTag.AccessionNumber, DicomTag.StudyDate,
        },
    };

    /// <summary>
    /// Whose it is; null when nothing of the study is stored, or none of it can be read. What is stored without a flag goes first; what an operator is to choose among is compared
    /// with it.
    /// </summary>
    public PatientView? Read(string studyUid)
    {
        (string[] sound, string[] flagged) = store.Read(connection => (Files(connection, studyUid, "flag IS NULL"), Files(connection, studyUid, "flag IS NOT NULL")));
        PatientView? patient = sound.Select(ReadFile).FirstOrDefault(read => read is not null);
        PatientView[] others = [.. flagged.Select(ReadFile).OfType<PatientView>()];
        patient ??= others.FirstOrDefault();
        return patient is null ? null : patient with { Differs = Array.Exists(others, other => IsAnother(patient, other)) };
    }

    private static string[] Files(SqliteConnection connection, string studyUid, string which) =>
        [.. connection.Query<string>($"SELECT file FROM instances WHERE study_uid = @studyUid AND {which} ORDER BY id LIMIT @FilesTried", new { studyUid, FilesTried })];

    private static bool IsAnother(PatientView one, PatientView other) =>
        (one.Name, one.Id, one.BirthDate) != (other.Name, other.Id, other.BirthDate);

    private PatientView? ReadFile(string file)
    {
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
                Text(DicomTag.StudyDate),
                Differs: false);
        }
        catch (Exception unreadable) when (unreadable is DicomFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

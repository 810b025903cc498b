namespace Edge.Runtime.Health;

/// <summary>Whose study it is; told to who asks, and asking is audited.</summary>
/// <param name="Name">Patient's Name (0010,0010).</param>
/// <param name="Id">Patient ID (0010,0020).</param>
/// <param name="BirthDate">Patient's Birth Date (0010,0030).</param>
/// <param name="Sex">Patient's Sex (0010,0040).</param>
/// <param name="StudyDescription">Study Description (0008,1030).</param>
/// <param name="AccessionNumber">Accession Number (0008,0050).</param>
/// <param name="StudyDate">Study Date (0008,0020).</param>
/// <param name="Differs">True when other stored contents of the study say another name, ID or birth date.</param>
internal sealed record PatientView(
    string? Name, string? Id, string? BirthDate, string? Sex, string? StudyDescription, string? AccessionNumber, string? StudyDate, bool Differs);

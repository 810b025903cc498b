using Edge.Dicom;

namespace Edge.Inference.Results;

/// <summary>
/// Copies the Patient, Clinical Trial, General Study, Patient Study and Frame of Reference modules of the source (PS3.3 C.7.1 to C.7.4), byte for byte and
/// in its character set, so that a result files where its images are.
/// </summary>
internal static class SourceModules
{
    /// <summary>Attributes that the modules have even where the source lacks them, then empty: type 2.</summary>
    private static readonly DicomTag[] Empty =
    [
        DicomTag.PatientName, DicomTag.PatientID, DicomTag.PatientBirthDate, DicomTag.PatientSex, DicomTag.StudyDate, DicomTag.StudyTime,
        DicomTag.ReferringPhysicianName, DicomTag.StudyID, DicomTag.AccessionNumber,
    ];

    private static readonly HashSet<DicomTag> Study =
    [
        DicomTag.SpecificCharacterSet, DicomTag.TimezoneOffsetFromUTC, DicomTag.StudyDate, DicomTag.StudyTime, DicomTag.AccessionNumber,
        DicomTag.IssuerOfAccessionNumberSequence, DicomTag.ReferringPhysicianName, DicomTag.ReferringPhysicianIdentificationSequence,
        DicomTag.ConsultingPhysicianName, DicomTag.ConsultingPhysicianIdentificationSequence, DicomTag.StudyDescription, DicomTag.PhysiciansOfRecord,
        DicomTag.PhysiciansOfRecordIdentificationSequence, DicomTag.NameOfPhysiciansReadingStudy,
        DicomTag.PhysiciansReadingStudyIdentificationSequence, DicomTag.ProcedureCodeSequence, DicomTag.ReferencedStudySequence,
        DicomTag.ReferencedPatientSequence, DicomTag.RequestingService, DicomTag.RequestingServiceCodeSequence,
        DicomTag.ReasonForPerformedProcedureCodeSequence, DicomTag.StudyInstanceUID, DicomTag.StudyID,
        DicomTag.AdmittingDiagnosesDescription, DicomTag.AdmittingDiagnosesCodeSequence, DicomTag.AdmissionID,
        DicomTag.IssuerOfAdmissionIDSequence, DicomTag.ServiceEpisodeID, DicomTag.ServiceEpisodeDescription, DicomTag.IssuerOfServiceEpisodeIDSequence,
        DicomTag.PatientState, DicomTag.ReasonForVisit, DicomTag.ReasonForVisitCodeSequence, DicomTag.ReferencedPatientPhotoSequence,
    ];

    /// <summary>Copies all but the Frame of Reference.</summary>
    /// <param name="source">The data set of an input.</param>
    /// <param name="target">The object that is made; without attributes yet.</param>
    public static void Copy(DicomDataset source, DicomDataset target)
    {
        // 1. The character set first: what follows is encoded in it.
        CopyOne(source, DicomTag.SpecificCharacterSet, target);

        // 2. Groups 0010 and 0012 hold only patient and trial: all of them but what is about the acquisition.
        foreach (DicomElement element in source)
        {
            bool patient = element.Tag.Group is 0x0010 or 0x0012 && element.Tag.Element != 0;
            if (patient || Study.Contains(element.Tag))
            {
                CopyOne(source, element.Tag, target);
            }
        }

        foreach (DicomTag tag in Empty)
        {
            CopyOrEmpty(source, tag, target);
        }
    }

    /// <summary>Copies the Frame of Reference module.</summary>
    /// <param name="slice">Attributes of a slice.</param>
    /// <param name="target">The object.</param>
    public static void CopyFrameOfReference(DicomDataset slice, DicomDataset target)
    {
        CopyOne(slice, DicomTag.FrameOfReferenceUID, target);
        CopyOrEmpty(slice, DicomTag.PositionReferenceIndicator, target);
    }

    /// <summary>Copies an attribute of type 2: it is empty where the source lacks it.</summary>
    public static void CopyOrEmpty(DicomDataset source, DicomTag tag, DicomDataset target)
    {
        CopyOne(source, tag, target);
        if (!target.Contains(tag))
        {
            target.SetBytes(tag, DicomDictionary.ImplicitVR(tag), default);
        }
    }

    /// <summary>Copies an attribute where the source has it; a value that was left in its file is too long for any of these.</summary>
    public static void CopyOne(DicomDataset source, DicomTag tag, DicomDataset target)
    {
        if (source.TryGet(tag, out DicomElement? element) && Copied(element) is { } copy)
        {
            target.Set(copy);
        }
    }

    private static DicomElement? Copied(DicomElement element) => element switch
    {
        DicomValue value => value,
        DicomSequence sequence => new DicomSequence(sequence.Tag, sequence.Items.Select(CopiedItem)),
        _ => null,
    };

    private static DicomDataset CopiedItem(DicomDataset item)
    {
        var copy = new DicomDataset();
        foreach (DicomElement element in item)
        {
            if (Copied(element) is { } copied)
            {
                copy.Set(copied);
            }
        }

        return copy;
    }
}

using System.Globalization;
using System.Security.Cryptography;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Dicom.Network;
using Edge.Runtime.Outbox;

namespace Edge.Runtime.Health;

/// <summary>Tries an archive at a technician's word: C-ECHO, or a small object that says that it is a test.</summary>
internal sealed class ArchiveTest(DeviceConfig config, DataDirectory data, TimeProvider time)
{
    private const int Side = 64;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>C-ECHO.</summary>
    /// <returns>What came of it, in words.</returns>
    public Task<(bool IsWell, string Words)> EchoAsync(PacsConfig pacs, CancellationToken cancellationToken) => TryAsync(
        pacs,
        [(DicomUid.Verification, DicomUid.ImplicitVRLittleEndian)],
        async (association, cancellation) =>
        {
            DicomStatus status = await association.EchoAsync(cancellation);
            return status == DicomStatus.Success ? (true, "answered C-ECHO") : (false, $"answered C-ECHO with {status}");
        },
        cancellationToken);

    /// <summary>C-STORE of a grey square, under a patient called TEST.</summary>
    public async Task<(bool IsWell, string Words)> SendAsync(PacsConfig pacs, CancellationToken cancellationToken)
    {
        string path = Path.Combine(data.Scratch, $"test-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.dcm");
        try
        {
            new DicomFile(Make(), DicomTransferSyntax.ImplicitVRLittleEndian).Save(path);
            StorableFile file = StorableFile.Read(path);
            return await TryAsync(
                pacs,
                [(file.Instance.SopClassUid, file.Instance.TransferSyntaxUid)],
                async (association, cancellation) =>
                {
                    await using Stream content = file.OpenDataSet();
                    StoreResponse answer = await association.StoreAsync(file.Instance, content, cancellation);
                    return answer.Status == DicomStatus.Success
                        ? (true, $"stored the test object of patient EDGE^TEST, instance {file.Instance.SopInstanceUid}")
                        : (false, $"answered C-STORE with {answer.Status} {answer.ErrorComment}");
                },
                cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<(bool IsWell, string Words)> TryAsync(
        PacsConfig pacs,
        IEnumerable<(string SopClass, string Syntax)> kinds,
        Func<DicomAssociation, CancellationToken, Task<(bool, string)>> act,
        CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Limit);
        long began = time.GetTimestamp();
        try
        {
            await using DicomAssociation association =
                await DicomAssociation.ConnectAsync(PacsSending.Options(pacs, config.Dicom.AeTitle, kinds), time, limited.Token);
            (bool isWell, string words) = await act(association, limited.Token);
            await association.ReleaseAsync(limited.Token);
            return (isWell, string.Create(CultureInfo.InvariantCulture, $"{pacs.Name} {words} after {time.GetElapsedTime(began).TotalMilliseconds:0} ms."));
        }
        catch (Exception failure) when (failure is DicomAssociationException or InvalidOperationException or TlsFileException or IOException)
        {
            return (false, $"{pacs.Name}: {failure.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, $"{pacs.Name} did not answer within {Limit.TotalSeconds:0} s.");
        }
    }

    private DicomDataset Make()
    {
        DateTimeOffset now = time.GetUtcNow();
        var made = new DicomDataset();
        made.Set(DicomTag.SOPClassUID, DicomVR.UI, DicomUid.SecondaryCaptureImageStorage);
        foreach (DicomTag tag in (DicomTag[])[DicomTag.SOPInstanceUID, DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID])
        {
            // UID by a random number (PS3.5 B.2).
            made.Set(tag, DicomVR.UI, "2.25." + new System.Numerics.BigInteger(RandomNumberGenerator.GetBytes(15), isUnsigned: true).ToString(CultureInfo.InvariantCulture));
        }

        made.Set(DicomTag.PatientName, DicomVR.PN, "EDGE^TEST");
        made.Set(DicomTag.PatientID, DicomVR.LO, "EDGE-TEST");
        made.Set(DicomTag.PatientBirthDate, DicomVR.DA, "");
        made.Set(DicomTag.PatientSex, DicomVR.CS, "");
        made.Set(DicomTag.StudyDate, DicomVR.DA, now.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        made.Set(DicomTag.StudyTime, DicomVR.TM, now.ToString("HHmmss", CultureInfo.InvariantCulture));
        made.Set(DicomTag.AccessionNumber, DicomVR.SH, "");
        made.Set(DicomTag.ReferringPhysicianName, DicomVR.PN, "");
        made.Set(DicomTag.StudyID, DicomVR.SH, "TEST");
        made.Set(DicomTag.StudyDescription, DicomVR.LO, "Test of the connection, no patient");
        made.Set(DicomTag.Modality, DicomVR.CS, "OT");
        made.Set(DicomTag.SeriesNumber, DicomVR.IS, "1");
        made.Set(DicomTag.InstanceNumber, DicomVR.IS, "1");
        made.Set(DicomTag.ConversionType, DicomVR.CS, "SYN");
        made.Set(DicomTag.PatientOrientation, DicomVR.CS, "");
        made.Set(DicomTag.SamplesPerPixel, 1);
        made.Set(DicomTag.PhotometricInterpretation, DicomVR.CS, "MONOCHROME2");
        made.Set(DicomTag.Rows, Side);
        made.Set(DicomTag.Columns, Side);
        made.Set(DicomTag.BitsAllocated, 8);
        made.Set(DicomTag.BitsStored, 8);
        made.Set(DicomTag.HighBit, 7);
        made.Set(DicomTag.PixelRepresentation, 0L);
        byte[] pixels = new byte[Side * Side];
        pixels.AsSpan().Fill(128);
        made.SetBytes(DicomTag.PixelData, DicomVR.OB, pixels);
        return made;
    }
}

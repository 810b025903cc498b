using System.Globalization;
using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Inference.Results;

/// <summary>What every object of a result begins with: patient and study of the source, and a series, equipment and identity of its own.</summary>
internal static class ObjectHeader
{
    public const string Manufacturer = "Edge";

    /// <summary>Series of results are numbered from here on, behind those of scanners.</summary>
    private const int FirstSeriesNumber = 9001;

    /// <summary>Begins an object.</summary>
    /// <param name="context">The result.</param>
    /// <param name="kind">What is made; its UIDs and series number follow from it.</param>
    /// <param name="sopClassUid">SOP Class UID (0008,0016).</param>
    /// <param name="modality">Modality (0008,0060).</param>
    /// <param name="description">What Series Description (0008,103E) says before the model's title.</param>
    public static DicomDataset Begin(ObjectContext context, ResultObjectKind kind, string sopClassUid, string modality, string description)
    {
        var made = new DicomDataset();
        SourceModules.Copy(context.First, made);
        if (!made.Contains(DicomTag.StudyInstanceUID))
        {
            made.Set(DicomTag.StudyInstanceUID, context.Unit.StudyInstanceUid);
        }

        // SOP Common and series.
        made.Set(DicomTag.SOPClassUID, sopClassUid);
        made.Set(DicomTag.SOPInstanceUID, InstanceUid(context, kind));
        made.Set(DicomTag.SeriesInstanceUID, SeriesUid(context, kind));
        made.Set(DicomTag.Modality, modality);
        made.Set(DicomTag.SeriesNumber, FirstSeriesNumber + (int)kind);
        made.Set(DicomTag.InstanceNumber, 1);
        made.Set(DicomTag.SeriesDescription, PlainText.Of($"{description}: {context.Manifest.Title}", PlainText.LongStringMax, made.CharacterSet));
        made.Set(DicomTag.ContentQualification, context.Manifest.Outputs.ContentQualification ?? "RESEARCH");
        SetTime(context, made);
        SetEquipment(context, made);
        return made;
    }

    /// <summary>SOP Instance UID of an object.</summary>
    public static string InstanceUid(ObjectContext context, ResultObjectKind kind) => context.Uids.Of(kind.ToString());

    /// <summary>Series Instance UID of an object.</summary>
    public static string SeriesUid(ObjectContext context, ResultObjectKind kind) => context.Uids.Of($"{kind}/series");

    private static void SetTime(ObjectContext context, DicomDataset made)
    {
        // In the source's time zone where it states one, else in the appliance's, as the source's own times are.
        DateTimeOffset time = context.ContentTime;
        if (made.GetString(DicomTag.TimezoneOffsetFromUTC) is { Length: 5 } zone
            && int.TryParse(zone, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int offset)
            && Math.Abs(offset) <= 1400)
        {
            time = time.ToOffset(new TimeSpan(offset / 100, offset % 100, 0));
        }

        string date = time.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        string clock = time.ToString("HHmmss", CultureInfo.InvariantCulture);
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[DicomTag.ContentDate, DicomTag.InstanceCreationDate, DicomTag.SeriesDate])
        {
            made.Set(tag, date);
        }

        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[DicomTag.ContentTime, DicomTag.InstanceCreationTime, DicomTag.SeriesTime])
        {
            made.Set(tag, clock);
        }
    }

    private static void SetEquipment(ObjectContext context, DicomDataset made)
    {
        DicomCharacterSet characters = made.CharacterSet;
        SetOwnEquipment(context, made, characters);
        made.Set(DicomTag.StationName, PlainText.Of(context.Runtime.Device, PlainText.ShortStringMax, characters));

        // The scanner, copied, and what made this of it.
        var scanner = new DicomDataset();
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[DicomTag.Manufacturer, DicomTag.InstitutionName, DicomTag.StationName,
            DicomTag.ManufacturerModelName, DicomTag.DeviceSerialNumber, DicomTag.SoftwareVersions])
        {
            SourceModules.CopyOne(context.First, tag, scanner);
        }

        if (!scanner.Contains(DicomTag.Manufacturer) || scanner.GetString(DicomTag.Manufacturer) is null)
        {
            scanner.Set(DicomTag.Manufacturer, "unknown");
        }

        scanner.SetCode(DicomTag.PurposeOfReferenceCodeSequence, Codes.AcquisitionEquipment, characters);
        var ours = new DicomDataset();
        SetOwnEquipment(context, ours, characters);
        ours.SetCode(DicomTag.PurposeOfReferenceCodeSequence, Codes.ProcessingEquipment, characters);
        ours.SetText(
            DicomTag.ContributionDescription,
            PlainText.Of($"{context.Model.Name} {context.Model.Version}, revision {context.Unit.Revision}", PlainText.LongStringMax, characters),
            characters);
        made.Set(DicomTag.ContributingEquipmentSequence, scanner, ours);
    }

    private static void SetOwnEquipment(ObjectContext context, DicomDataset target, DicomCharacterSet characters)
    {
        RuntimeLineage runtime = context.Runtime;
        target.Set(DicomTag.Manufacturer, Manufacturer);
        target.Set(DicomTag.ManufacturerModelName, "Edge");
        target.SetText(DicomTag.DeviceSerialNumber, SerialNumber(context, characters), characters);
        target.Set(DicomTag.SoftwareVersions, PlainText.Of(runtime.RuntimeVersion, PlainText.LongStringMax, characters));
    }

    /// <summary>Device Serial Number (0018,1000): site and device, which are unique together.</summary>
    public static string SerialNumber(ObjectContext context, DicomCharacterSet characters) =>
        PlainText.Of($"{context.Runtime.Site}/{context.Runtime.Device}", PlainText.LongStringMax, characters);
}

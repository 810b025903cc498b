using System.CommandLine;

namespace Edge.Ctl.Dicom;

/// <summary><c>edgectl dicom</c>: files and peers, without an appliance.</summary>
internal static class DicomCommand
{
    public static Command Create() => new("dicom", "DICOM files and peers; needs no running appliance.")
    {
        DicomDump.Create(),
        DicomPixels.Create(),
        DicomEcho.Create(),
        DicomSend.Create(),
        DicomCommit.Create(),
        DicomPassword.Create(),
        DicomConformance.Create(),
    };
}

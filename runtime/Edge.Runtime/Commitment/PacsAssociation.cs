using Edge.Contracts;
using Edge.Dicom.Network;

namespace Edge.Runtime.Commitment;

/// <summary>How associations with peers of storage commitment are opened.</summary>
internal static class PacsAssociation
{
    /// <summary>To the archive's provider of storage commitment.</summary>
    /// <exception cref="TlsFileException">A TLS file cannot be used.</exception>
    public static DicomAssociationOptions Options(PacsConfig pacs, string ownAeTitle) => new()
    {
        Host = pacs.Host,
        Port = pacs.Commitment?.Port ?? pacs.Port,
        Tls = Client(pacs.Tls),
        CallingAeTitle = ownAeTitle,
        CalledAeTitle = ReporterOf(pacs),
        Contexts = StorageCommitment.Contexts,
    };

    /// <summary>To who asked us, to report: under the title that it called us by.</summary>
    /// <exception cref="TlsFileException">A TLS file cannot be used.</exception>
    public static DicomAssociationOptions Options(RequesterConfig requester, ReportRow report) => new()
    {
        Host = requester.Host,
        Port = requester.Port,
        Tls = Client(requester.Tls),
        CallingAeTitle = report.CalledAe,
        CalledAeTitle = report.CallingAe,
        Contexts = StorageCommitment.Contexts,
        Roles = [StorageCommitment.ReporterRole],
    };

    /// <summary>AE title of the archive's provider of storage commitment.</summary>
    public static string ReporterOf(PacsConfig pacs) => pacs.Commitment?.AeTitle ?? pacs.AeTitle;

    private static TlsClient? Client(PacsTlsConfig? tls) => tls is null ? null : TlsClient.Load(tls.Ca, tls.Certificate, tls.Key, tls.ServerName);
}

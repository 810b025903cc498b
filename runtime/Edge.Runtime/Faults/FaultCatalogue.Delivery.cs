namespace Edge.Runtime.Faults;

/// <content>Archives: what they get and what they commit.</content>
internal static partial class FaultCatalogue
{
    /// <summary>An archive does not take results.</summary>
    public static readonly Fault PacsUnreachable = new(
        "pacs-unreachable",
        "An archive does not take results",
        Fault.Warning,
        "An archive cannot be reached, rejects associations or has no room. Results for it are kept and sent later; other archives get theirs.",
        "Check its address, port and AE title, and that it has room. edgectl outbox destinations shows what waits.");

    /// <summary>Results for an archive were set aside.</summary>
    public static readonly Fault PacsSetAside = new(
        "pacs-set-aside",
        "Results for an archive were set aside",
        Fault.Error,
        "An archive refused objects for good, or they are damaged; they wait for an operator.",
        "Read why with edgectl outbox list --state set-aside, correct it there or here, then have them sent with edgectl outbox retry.");

    /// <summary>Results wait long for an archive.</summary>
    public static readonly Fault PacsBacklog = new(
        "pacs-backlog",
        "Results wait long for an archive",
        Fault.Warning,
        "Objects for an archive are older than 15 minutes and not delivered: it is away, slow, or has not committed what it was sent. Everything is kept.",
        "See edgectl outbox destinations.");

    /// <summary>An archive does not answer requests to commit.</summary>
    public static readonly Fault CommitmentUnanswered = new(
        "commitment-unanswered",
        "An archive does not answer requests to commit",
        Fault.Warning,
        "An archive does not take requests for storage commitment, or takes them and never reports; it is asked again.",
        "Check that the archive offers storage commitment to our AE title, and knows our address and port for its reports; edgectl dicom commit tries it.");

    /// <summary>An archive did not commit everything that it was asked for.</summary>
    public static readonly Fault CommitmentFailed = new(
        "commitment-failed",
        "An archive did not commit everything that it was asked for",
        Fault.Warning,
        "Scanners that asked keep their images. The fault clears a day later.",
        "See edgectl commitment list; send what is missing to the archive, then have it asked again.");
}

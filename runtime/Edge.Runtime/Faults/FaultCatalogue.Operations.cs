namespace Edge.Runtime.Faults;

/// <content>Central operations, time, certificates, releases.</content>
internal static partial class FaultCatalogue
{
    /// <summary>Central operations cannot be reached.</summary>
    public static readonly Fault BrokerUnreachable = new(
        "broker-unreachable",
        "Central operations cannot be reached",
        Fault.Warning,
        "The broker does not answer. The appliance works on alone; everything is kept and sent later.",
        "Check the network and the broker's address.")
    { HiddenBy = ["broker-certificate-invalid"], ShowAfter = TimeSpan.FromSeconds(15) };

    /// <summary>Central operations refuse what is sent.</summary>
    public static readonly Fault BrokerRefuses = new(
        "broker-refuses",
        "Central operations refuse what is sent",
        Fault.Warning,
        "The broker is there, and refuses messages of this appliance; everything is kept and sent again.",
        "Check the broker's access rules for this appliance's topics.")
    { HiddenBy = ["broker-unreachable"] };

    /// <summary>Nobody at central operations receives the results.</summary>
    public static readonly Fault ResultsUnread = new(
        "results-unread",
        "Nobody at central operations receives the results",
        Fault.Warning,
        "The broker has nobody to give results to, and would lose them; they are kept and sent again.",
        "Start the receiver that subscribes to the results topic.")
    { HiddenBy = ["broker-unreachable"] };

    /// <summary>Central operations do not say that they have what was sent.</summary>
    public static readonly Fault ResultsUnacknowledged = new(
        "results-unacknowledged",
        "Central operations do not acknowledge what they are sent",
        Fault.Warning,
        "The broker takes results and audit entries, and no receiver says that it has them; they are kept and sent again.",
        "Start edgectl fleet collector, or the receiver that publishes on the ack topic; where there is none, set mqtt.acknowledge to false.")
    { HiddenBy = ["broker-unreachable", "results-unread"] };

    /// <summary>Central operations have messages that were never given a number here.</summary>
    public static readonly Fault NumbersWentBack = new(
        "numbers-went-back",
        "The data directory is an older copy",
        Fault.Warning,
        "Central operations have messages of this appliance that it does not know of: its data directory was put back to an earlier state, by a snapshot or a copied disk. "
        + "A new numbering has begun, so that none is taken for another; results and audit entries made since that state are missing here. The fault clears with the next start.",
        "Find out who put the directory back, and compare with what central operations have collected. Restore with edgectl restore, which keeps the audit log.");

    /// <summary>The server for the audit log does not take it.</summary>
    public static readonly Fault AuditServerUnreachable = new(
        "audit-server-unreachable",
        "The server for the audit log does not take it",
        Fault.Warning,
        "Audit entries are kept on the appliance and sent when the syslog server answers again; only those that the audit log drops after 64 files are never sent.",
        "Check the server's address, its certificate and the network; what syslog.tls names must be readable for the service.")
    { ShowAfter = TimeSpan.FromMinutes(5) };

    /// <summary>The certificate for central operations ends soon.</summary>
    public static readonly Fault BrokerCertificateExpiring = new(
        "broker-certificate-expiring",
        "The certificate for central operations ends soon",
        Fault.Warning,
        "The appliance's certificate for the broker, or that of its authority, ends soon; after that central operations are out of reach.",
        "Have the appliance enrolled again, or put a new certificate and key in place; they are read again by themselves.");

    /// <summary>The certificate for central operations is not valid now.</summary>
    public static readonly Fault BrokerCertificateInvalid = new(
        "broker-certificate-invalid",
        "The certificate for central operations is not valid now",
        Fault.Error,
        "The appliance's certificate for the broker has ended, has not begun, or cannot be read. It works on alone, and keeps everything for later.",
        "Put a new certificate and key in place, or correct the clock; they are read again by themselves.")
    { HiddenBy = ["clock-unsure"] };

    /// <summary>The clock cannot be trusted.</summary>
    public static readonly Fault ClockUnsure = new(
        "clock-unsure",
        "The clock cannot be trusted",
        Fault.Warning,
        "The clock is not set by a time server, or is behind a time that has certainly passed. Receiving and inference go on; new releases are not installed, and certificates may seem invalid.",
        "Check that a time server is reached (timedatectl), and replace the clock's battery if the time is lost with the power.")
    { ShowAfter = TimeSpan.FromMinutes(2), ClearAfter = TimeSpan.FromSeconds(30) };

    /// <summary>A release could not be installed.</summary>
    public static readonly Fault UpdateFailed = new(
        "update-failed",
        "A release could not be installed",
        Fault.Warning,
        "A release was rejected, failed its checks or could not be fetched. What was installed before serves on.",
        "Read why with edgectl update status, and report it to central operations.");

    /// <summary>A release was taken back.</summary>
    public static readonly Fault UpdateRolledBack = new(
        "update-rolled-back",
        "A release was taken back",
        Fault.Warning,
        "After its activation a release failed its watch, and the one before serves again. It clears with the next release, or when the release is tried again.",
        "Read why with edgectl update status, and report it to central operations.");

    /// <summary>The list of releases expires soon.</summary>
    public static readonly Fault MetadataExpiring = new(
        "metadata-expiring",
        "The list of releases expires soon",
        Fault.Warning,
        "What central operations signed about releases expires soon, and no newer was fetched. After that nothing new is installed; what is installed serves on.",
        "Check that the sources of releases are reached: edgectl update status; else bring newer ones on a stick.");

    /// <summary>The list of releases has expired.</summary>
    public static readonly Fault MetadataExpired = new(
        "metadata-expired",
        "The list of releases has expired",
        Fault.Warning,
        "What central operations signed about releases has expired: nothing new is installed. What is installed serves on.",
        "Check that the sources of releases are reached: edgectl update status; else bring newer ones on a stick.")
    { HiddenBy = ["clock-unsure"] };
}

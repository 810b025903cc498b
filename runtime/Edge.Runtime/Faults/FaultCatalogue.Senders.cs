namespace Edge.Runtime.Faults;

/// <content>Who sends, and what becomes of what is received.</content>
internal static partial class FaultCatalogue
{
    /// <summary>A sender is turned away again and again.</summary>
    public static readonly Fault SenderRefused = new(
        "sender-refused",
        "A sender is turned away again and again",
        Fault.Warning,
        "A peer was turned away three times or more: by its AE title, its address or TLS. Its studies do not get in. It clears when it gets in, or has not tried for 15 minutes.",
        "Do what the detail says for each sender.");

    /// <summary>A scanner has sent nothing for longer than it usually does.</summary>
    public static readonly Fault SenderSilent = new(
        "sender-silent",
        "A scanner has sent nothing for longer than it usually does",
        Fault.Warning,
        "A scanner that sends regularly has been silent for longer than its usual pauses at this time of the week. It clears when it sends again.",
        "Ask at the scanner whether it is in use; if so, look there for failed transfers and try edgectl dicom echo from its network.")
    { HiddenBy = ["disk-full", "disk-failing"] };

    /// <summary>A study does not get on.</summary>
    public static readonly Fault StudyStuck = new(
        "study-stuck",
        "A study does not get on",
        Fault.Warning,
        "A study has been complete, or has work waiting, for longer than it should, and nothing moves. Others go on.",
        "See why with edgectl study show UID and edgectl job list; have its jobs run with edgectl job retry, or restart the appliance.")
    { HiddenBy = ["disk-full", "disk-failing", "database-damaged", "inference-down"] };

    /// <summary>A TLS certificate or key cannot be used.</summary>
    public static readonly Fault TlsFilesBroken = new(
        "tls-files-broken",
        "A TLS certificate or key cannot be used",
        Fault.Error,
        "A certificate or key file of a listener cannot be used. What was read before is used on; a listener that never had a good one answers nobody.",
        "Correct the file; it is read again by itself.");

    /// <summary>A TLS certificate ends soon.</summary>
    public static readonly Fault TlsCertificateExpiring = new(
        "tls-certificate-expiring",
        "A TLS certificate ends soon",
        Fault.Warning,
        "A certificate of a listener, or of its authorities, ends within 30 days; then peers turn the appliance away.",
        "Replace the certificate and its key; they are read again by themselves.");

    /// <summary>A TLS certificate is not valid now.</summary>
    public static readonly Fault TlsCertificateInvalid = new(
        "tls-certificate-invalid",
        "A TLS certificate is not valid now",
        Fault.Error,
        "A certificate of a listener has ended, or has not begun: peers refuse the appliance, or are refused.",
        "Replace the certificate and its key, or correct the clock.")
    { HiddenBy = ["clock-unsure"] };

    /// <summary>A scanner cannot be told what was committed.</summary>
    public static readonly Fault CommitmentUnreported = new(
        "commitment-unreported",
        "A scanner cannot be told what was committed",
        Fault.Warning,
        "A scanner that asked for storage commitment cannot be told what came of it; it keeps its images, and is told again until giveUpSeconds.",
        "Check its address in dicom.commitment.requesters, and that it takes reports from our AE title.");
}

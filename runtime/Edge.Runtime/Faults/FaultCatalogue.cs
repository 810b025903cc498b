namespace Edge.Runtime.Faults;

/// <summary>Every fault the runtime can raise.</summary>
internal static class FaultCatalogue
{
    /// <summary>Objects are refused with 0xA700.</summary>
    public static readonly Fault DiskFull = new(
        "disk-full",
        "The disk is too full to receive",
        "error",
        "Free space below the data directory, or attach a larger disk; receiving resumes by itself.");

    /// <summary>Retention wants space, and nothing more may be removed.</summary>
    public static readonly Fault RetentionBlocked = new(
        "retention-blocked",
        "Nothing more may be removed to keep space free",
        "warning",
        "What is left is not worked on, not sent, or held: look at the jobs, the outbox and edgectl inbox conflicts, or attach a larger disk.");

    /// <summary>Objects are still taken, but not for long.</summary>
    public static readonly Fault DiskNearFull = new(
        "disk-near-full",
        "The disk is nearly full",
        "warning",
        "Free space below the data directory, set inbox.retention, or attach a larger disk, before objects are refused.");

    /// <summary>A write, sync or read failed for another reason than a full disk.</summary>
    public static readonly Fault DiskFailing = new(
        "disk-failing",
        "The disk does not take or give back what is stored",
        "error",
        "Look at the kernel's log for disk errors and replace the disk; senders keep what was not acknowledged.");

    /// <summary>Stored objects are missing, cannot be read, or are not what was stored.</summary>
    public static readonly Fault ObjectsDamaged = new(
        "objects-damaged",
        "Stored objects are missing or damaged",
        "error",
        "Read which with edgectl inbox list --flagged; have them sent again, or restore the files from a backup and restart. Check the disk.");

    /// <summary>An object came again with another patient or laterality, and its units are held.</summary>
    public static readonly Fault ContentConflict = new(
        "content-conflict",
        "An object was received again with another patient or laterality",
        "warning",
        "See what differs with edgectl inbox conflicts, ask at the scanner which is right, and choose it with edgectl inbox keep; its units are held until then.");

    /// <summary>The child process keeps ending.</summary>
    public static readonly Fault InferenceRestarting = new(
        "inference-restarting",
        "The inference process ended and was started again",
        "warning",
        "Look at the jobs that were running; one that ends the process again and again is quarantined by itself.");

    /// <summary>The child process cannot be started at all.</summary>
    public static readonly Fault InferenceDown = new(
        "inference-down",
        "The inference process cannot be started",
        "error",
        "Run tools/setup, or install the package again; received studies wait and run once it starts.");

    /// <summary>What the child could not set up, for example confinement.</summary>
    public static readonly Fault InferenceUnconfined = new(
        "inference-unconfined",
        "The inference process is not confined as it should be, or misses a directory",
        "warning",
        "Do what the detail says, then restart the appliance; inference goes on meanwhile.");

    /// <summary>At least one job is quarantined.</summary>
    public static readonly Fault JobsQuarantined = new(
        "jobs-quarantined",
        "Jobs were set aside because they ended the inference process",
        "warning",
        "Read the reasons with edgectl job list and report them with the study's UID.");

    /// <summary>A model that a route names cannot serve.</summary>
    public static readonly Fault ModelUnavailable = new(
        "model-unavailable",
        "A model that a route names cannot serve",
        "error",
        "Install the model, or correct the route; studies that need it wait.");

    /// <summary>A rung is being tried out; with TensorRT that builds its engine.</summary>
    public static readonly Fault EngineBuilding = new(
        "engine-building",
        "An engine is being built",
        "warning",
        "Nothing: it takes minutes, and studies run meanwhile on what there is. edgectl model list shows how far it is. Do not switch the appliance off.");

    /// <summary>A model runs on a lower rung than the best that is wanted.</summary>
    public static readonly Fault EngineLowerRung = new(
        "engine-lower-rung",
        "A model runs slower than it should",
        "warning",
        "Do what the detail says for each rung, then edgectl model retry NAME; or take the rung out of inference.rungs. Findings are right meanwhile.");

    /// <summary>Trials of a rung were aborted twice.</summary>
    public static readonly Fault RungQuarantined = new(
        "rung-quarantined",
        "An engine could not be built, twice",
        "warning",
        "Free memory, or lower inference.engine.workspaceMiB and restart; then edgectl model retry NAME. Studies run meanwhile on the next rung.");

    /// <summary>The broker cannot be reached.</summary>
    public static readonly Fault BrokerUnreachable = new(
        "broker-unreachable",
        "Central operations cannot be reached",
        "warning",
        "Check the network and the broker's address; everything is kept and sent later.");

    /// <summary>The broker refuses what is sent.</summary>
    public static readonly Fault BrokerRefuses = new(
        "broker-refuses",
        "Central operations refuse what is sent",
        "warning",
        "Check the broker's access rules for this appliance's topics; everything is kept and sent again.");

    /// <summary>The broker has nobody to give results to, and would lose them.</summary>
    public static readonly Fault ResultsUnread = new(
        "results-unread",
        "Nobody at central operations receives the results",
        "warning",
        "Start the receiver that subscribes to the results topic; everything is kept and sent again.");

    /// <summary>An archive cannot be reached or refuses.</summary>
    public static readonly Fault PacsUnreachable = new(
        "pacs-unreachable",
        "An archive does not take results",
        "warning",
        "Check its address, port and AE title, and that it has room; results are kept and sent later. edgectl outbox destinations shows what waits.");

    /// <summary>An archive refused objects, and they wait for an operator.</summary>
    public static readonly Fault PacsSetAside = new(
        "pacs-set-aside",
        "Results for an archive were set aside",
        "error",
        "Read why with edgectl outbox list --state set-aside, correct it there or here, then have them sent with edgectl outbox retry.");

    /// <summary>Objects wait long for an archive.</summary>
    public static readonly Fault PacsBacklog = new(
        "pacs-backlog",
        "Results wait long for an archive",
        "warning",
        "See edgectl outbox destinations: the archive is away, slow, or has not committed what it was sent; everything is kept.");

    /// <summary>The front door keeps sending somebody away.</summary>
    public static readonly Fault SenderRefused = new(
        "sender-refused",
        "A sender is turned away again and again",
        "warning",
        "Do what the detail says for each sender; this clears when it gets in, or has not tried for 15 minutes.");

    /// <summary>A TLS file of a listener cannot be used.</summary>
    public static readonly Fault TlsFilesBroken = new(
        "tls-files-broken",
        "A TLS certificate or key cannot be used",
        "error",
        "Correct the file; it is read again by itself. What was read before is used meanwhile; a listener without any answers nobody.");

    /// <summary>A certificate ends soon.</summary>
    public static readonly Fault TlsCertificateExpiring = new(
        "tls-certificate-expiring",
        "A TLS certificate ends soon",
        "warning",
        "Replace the certificate and its key; they are read again by themselves.");

    /// <summary>A certificate has ended, or has not begun.</summary>
    public static readonly Fault TlsCertificateInvalid = new(
        "tls-certificate-invalid",
        "A TLS certificate is not valid now",
        "error",
        "Replace the certificate and its key, or correct the clock; peers refuse the appliance, or are refused, meanwhile.");

    /// <summary>An archive that was asked for storage commitment does not take the request, or does not report.</summary>
    public static readonly Fault CommitmentUnanswered = new(
        "commitment-unanswered",
        "An archive does not answer requests to commit",
        "warning",
        "Check that the archive offers storage commitment to our AE title, and knows our address and port for its reports; it is asked again.");

    /// <summary>An archive has not committed what it was asked for.</summary>
    public static readonly Fault CommitmentFailed = new(
        "commitment-failed",
        "An archive did not commit everything that it was asked for",
        "warning",
        "See edgectl commitment list; send what is missing to the archive, then have it asked again. The fault clears a day later.");

    /// <summary>A scanner that asked for storage commitment cannot be told what came of it.</summary>
    public static readonly Fault CommitmentUnreported = new(
        "commitment-unreported",
        "A scanner cannot be told what was committed",
        "warning",
        "Check its address in dicom.commitment.requesters, and that it takes reports from our AE title; it is told again, and keeps its images meanwhile.");
}

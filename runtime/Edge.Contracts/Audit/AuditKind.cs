namespace Edge.Contracts;

/// <summary>What kind of thing an audit entry names: an event of PS3.15 A.5.3, with the names and codes (scheme DCM) of CID 400 and CID 401 of PS3.16.</summary>
/// <param name="Event">Name of the event, for example <c>Security Alert</c>.</param>
/// <param name="EventCode">Its code.</param>
/// <param name="Type">Name of its type, for example <c>Network Configuration</c>; null where the event has none.</param>
/// <param name="TypeCode">The type's code.</param>
public sealed record AuditKind(string Event, string EventCode, string? Type = null, string? TypeCode = null)
{
    private const string Activity = "Application Activity";
    private const string Authentication = "User Authentication";
    private const string Alert = "Security Alert";

    /// <summary>The appliance started.</summary>
    public static AuditKind ApplicationStart { get; } = new(Activity, "110100", "Application Start", "110120");

    /// <summary>The appliance stopped as it was asked to.</summary>
    public static AuditKind ApplicationStop { get; } = new(Activity, "110100", "Application Stop", "110121");

    /// <summary>An operator acted on the appliance's work: completed a study, chose between contents, cancelled or retried a job, sent again.</summary>
    public static AuditKind ApplicationActivity { get; } = new(Activity, "110100");

    /// <summary>The audit log itself was read, exported or shortened.</summary>
    public static AuditKind AuditLogUsed { get; } = new("Audit Log Used", "110101");

    /// <summary>Somebody saw what belongs to a patient.</summary>
    public static AuditKind InstancesAccessed { get; } = new("DICOM Instances Accessed", "110103");

    /// <summary>Objects went to an archive, or came from a sender.</summary>
    public static AuditKind InstancesTransferred { get; } = new("DICOM Instances Transferred", "110104");

    /// <summary>Studies were removed.</summary>
    public static AuditKind StudyDeleted { get; } = new("DICOM Study Deleted", "110105");

    /// <summary>Data left the appliance other than to its archives: a support bundle, a backup, an export.</summary>
    public static AuditKind Export { get; } = new("Export", "110106");

    /// <summary>Data came to the appliance other than from a sender: a restore.</summary>
    public static AuditKind Import { get; } = new("Import", "110107");

    /// <summary>A user signed in, or tried to.</summary>
    public static AuditKind Login { get; } = new(Authentication, "110114", "Login", "110122");

    /// <summary>A user signed out, or the session ended.</summary>
    public static AuditKind Logout { get; } = new(Authentication, "110114", "Logout", "110123");

    /// <summary>A peer was not admitted: its name, address or certificate.</summary>
    public static AuditKind NodeAuthentication { get; } = new(Alert, "110113", "Node Authentication", "110126");

    /// <summary>Scanners, archives, the broker, listeners or routes were changed.</summary>
    public static AuditKind NetworkConfiguration { get; } = new(Alert, "110113", "Network Configuration", "110128");

    /// <summary>Certificates, keys, or what guards the appliance was changed, or found broken.</summary>
    public static AuditKind SecurityConfiguration { get; } = new(Alert, "110113", "Security Configuration", "110129");

    /// <summary>A release of a model or of the appliance's own software was activated, rolled back, suspended or refused.</summary>
    public static AuditKind SoftwareConfiguration { get; } = new(Alert, "110113", "Software Configuration", "110131");

    /// <summary>Somebody asked for what their role does not allow.</summary>
    public static AuditKind RestrictedFunction { get; } = new(Alert, "110113", "Use of Restricted Function", "110132");

    /// <summary>A user was added or removed, or given another password or role.</summary>
    public static AuditKind UserAttributesChanged { get; } = new(Alert, "110113", "User security Attributes Changed", "110137");

    /// <summary>Every kind that the appliance writes.</summary>
    public static IReadOnlyList<AuditKind> All { get; } =
    [
        ApplicationStart, ApplicationStop, ApplicationActivity, AuditLogUsed, InstancesAccessed, InstancesTransferred, StudyDeleted, Export, Import, Login, Logout,
        NodeAuthentication, NetworkConfiguration, SecurityConfiguration, SoftwareConfiguration, RestrictedFunction, UserAttributesChanged,
    ];
}

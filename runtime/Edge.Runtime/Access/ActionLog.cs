using Edge.Contracts;
using Edge.Runtime.Audit;

namespace Edge.Runtime.Access;

/// <summary>Writes into the audit log who did what on the page.</summary>
internal sealed class ActionLog(AuditLog audit)
{
    /// <summary>A user acted on the appliance's work.</summary>
    /// <param name="user">Who.</param>
    /// <param name="what">What was done; no patient data and no UID.</param>
    /// <param name="studyUid">The study concerned, which is written as its pseudonym; null: none.</param>
    public void Did(string user, string what, string? studyUid = null) =>
        audit.Append(new AuditEvent(AuditKind.ApplicationActivity, AuditActor.User(user), what, AuditOutcome.Success, studyUid));

    /// <summary>A user had a release taken back, or asked for it in vain.</summary>
    public void RolledBack(string user, string what, bool isDone) => audit.Append(new AuditEvent(
        AuditKind.SoftwareConfiguration, AuditActor.User(user), what, isDone ? AuditOutcome.Success : AuditOutcome.MinorFailure));

    /// <summary>A user took something of the appliance away, as a file.</summary>
    public void Exported(string user, string what) => audit.Append(new AuditEvent(AuditKind.Export, AuditActor.User(user), what));

    /// <summary>A user saw whose study it is.</summary>
    public void SawPatient(string user, string studyUid) =>
        audit.Append(new AuditEvent(AuditKind.InstancesAccessed, AuditActor.User(user), "Asked on the page whose study it is.", AuditOutcome.Success, studyUid));

    /// <summary>A user saw the key image of a result.</summary>
    public void SawPicture(string user, string studyUid) =>
        audit.Append(new AuditEvent(AuditKind.InstancesAccessed, AuditActor.User(user), "Saw the key image of a result on the page.", AuditOutcome.Success, studyUid));

    /// <summary>A user read or checked the audit log (PS3.15 A.5.3.2).</summary>
    /// <param name="user">Who.</param>
    /// <param name="what">What was done with it.</param>
    public void UsedAuditLog(string user, string what) => audit.Append(new AuditEvent(AuditKind.AuditLogUsed, AuditActor.User(user), what));

    /// <summary>A user of the page was added, removed, or given another password.</summary>
    /// <param name="who">Who did it, see <see cref="AuditActor"/>.</param>
    /// <param name="what">What was done.</param>
    public void ChangedUser(string who, string what) => audit.Append(new AuditEvent(AuditKind.UserAttributesChanged, who, what));

    /// <summary>A sign-in, good or not.</summary>
    public void SignedIn(string user, string address, bool isDone) => audit.Append(new AuditEvent(
        AuditKind.Login, AuditActor.User(user), isDone ? $"Signed in to the page from {address}." : $"Wrong name or password at the page, from {address}.",
        isDone ? AuditOutcome.Success : AuditOutcome.MinorFailure));

    /// <summary>A user who is signed in did not know the own password when it was to be changed.</summary>
    public void NotChangedPassword(string user, string address) => audit.Append(new AuditEvent(
        AuditKind.UserAttributesChanged, AuditActor.User(user), $"Wrong password so far when changing the own password of the page, from {address}.", AuditOutcome.MinorFailure));

    /// <summary>Too many wrong passwords.</summary>
    public void LockedOut(string user, string address) => audit.Append(new AuditEvent(
        AuditKind.Login, AuditActor.User(user), $"Sign-ins as this user, and from {address}, have to wait after too many wrong passwords.", AuditOutcome.SeriousFailure));

    /// <summary>A user signed out.</summary>
    public void SignedOut(string user) => audit.Append(new AuditEvent(AuditKind.Logout, AuditActor.User(user), "Signed out of the page."));
}

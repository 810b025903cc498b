namespace Edge.Dicom.Network;

/// <summary>
/// Judges an A-ASSOCIATE-RQ: protocol, application context and form of the titles (PS3.8 9.3.4), then the owner, then the limits. Who may not associate
/// at all is told so even when all places are taken.
/// </summary>
internal sealed class AssociationAcceptor(DicomListenerOptions options, AssociationQuota quota)
{
    /// <summary>The verdict. An accepted association has a place in the quota, to be left when it ends.</summary>
    public AssociationVerdict Judge(PendingConnection connection)
    {
        AssociateRequestPdu pdu = connection.Request!;
        AssociationRequest request = Describe(connection, pdu);
        if (RejectByProtocol(pdu) is { } wrong)
        {
            return new AssociationVerdict(request, wrong, wrong.ToString());
        }

        AssociationDecision decision = options.Decide(request);
        if (decision.Rejection is { } refused)
        {
            return new AssociationVerdict(request, refused, decision.Describe());
        }

        AssociateAcceptPdu accept = Accept(pdu, decision, options.Commitment?.Roles(request) ?? CommitmentRoles.None);
        return quota.Enter(request.Remote.Address, out string? limit) is { } place
            ? new AssociationVerdict(request, accept, place)
            : new AssociationVerdict(request, AssociationRejection.LocalLimitExceeded, $"{AssociationRejection.LocalLimitExceeded}; {limit}");
    }

    private static AssociationRejection? RejectByProtocol(AssociateRequestPdu pdu)
    {
        if ((pdu.ProtocolVersion & AssociateRequestPdu.Version1) == 0)
        {
            return AssociationRejection.ProtocolVersionNotSupported;
        }

        if (pdu.ApplicationContext != AssociateRequestPdu.DicomApplicationContext)
        {
            return AssociationRejection.ApplicationContextNotSupported;
        }

        if (!AeTitle.IsValid(pdu.CalledAeTitle))
        {
            return AssociationRejection.CalledAeTitleNotRecognized;
        }

        if (!AeTitle.IsValid(pdu.CallingAeTitle))
        {
            return AssociationRejection.CallingAeTitleNotRecognized;
        }

        // A peer that takes no fragment could never be answered, and one without contexts never asks anything.
        bool unusable = pdu.Contexts.Count == 0 || pdu.User.MaxPduBytes is > 0 and < PduLimits.SmallestUsablePduBytes;
        return unusable ? AssociationRejection.NoReason : null;
    }

    private static AssociationRequest Describe(PendingConnection connection, AssociateRequestPdu pdu) => new()
    {
        ConnectionId = connection.Id,
        CallingAeTitle = pdu.CallingAeTitle,
        CalledAeTitle = pdu.CalledAeTitle,
        Remote = connection.Remote,
        Local = connection.Local,
        Tls = connection.Tls?.Session,
        Contexts = pdu.Contexts,
        PeerMaxPduBytes = pdu.User.MaxPduBytes,
        ImplementationClassUid = pdu.User.ImplementationClassUid,
        ImplementationVersionName = pdu.User.ImplementationVersionName,
        Identity = pdu.User.Identity,
    };

    /// <summary>
    /// One operation at a time whatever window was proposed (PS3.7 D.3.3.3); requestors stay service class users, but for reports of storage
    /// commitment (D.3.3.4); an identity is confirmed only if that was asked for (D.3.3.7).
    /// </summary>
    private AssociateAcceptPdu Accept(AssociateRequestPdu pdu, AssociationDecision decision, CommitmentRoles commitment)
    {
        IReadOnlyList<PresentationContext> contexts = ContextNegotiator.Answer(
            pdu.Contexts, options.AcceptUnknownSopClasses, OffersCommitment(pdu.User.Roles, commitment));
        var user = new UserInformation
        {
            MaxPduBytes = (uint)options.MaxPduBytes,
            ImplementationClassUid = DicomFileMeta.ImplementationClassUid,
            ImplementationVersionName = DicomFileMeta.ImplementationVersionName,
            AsynchronousOperations = pdu.User.AsynchronousOperations is null ? null : ((ushort)1, (ushort)1),
            Roles = [.. pdu.User.Roles
                .Where(role => contexts.Any(context => context.IsAccepted && context.AbstractSyntax == role.SopClassUid))
                .Take(PduLimits.MaxPresentationContexts)
                .Select(role => Answer(role, commitment))],
        };
        return new AssociateAcceptPdu(AssociateRequestPdu.Version1, pdu.CalledAeTitle, pdu.CallingAeTitle, contexts, user);
    }

    /// <summary>
    /// True when the peer may do what it offers to. One that offers nothing is a user by default; some archives report so all the same, and are taken
    /// where they may.
    /// </summary>
    private static bool OffersCommitment(IReadOnlyList<RoleSelection> roles, CommitmentRoles commitment) =>
        roles.FirstOrDefault(role => role.SopClassUid == StorageCommitment.SopClassUid) is { } asked
            ? Answer(asked, commitment) is { Scu: true } or { Scp: true }
            : commitment != CommitmentRoles.None;

    private static RoleSelection Answer(RoleSelection asked, CommitmentRoles commitment) => asked.SopClassUid == StorageCommitment.SopClassUid
        ? asked with
        {
            Scu = asked.Scu && commitment.HasFlag(CommitmentRoles.Request),
            Scp = asked.Scp && commitment.HasFlag(CommitmentRoles.Report),
        }
        : asked with { Scp = false };
}

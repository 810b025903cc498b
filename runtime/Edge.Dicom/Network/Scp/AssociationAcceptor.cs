namespace Edge.Dicom.Network;

/// <summary>Judges an A-ASSOCIATE-RQ in the order of PS3.8 9.3.4: protocol, application context, titles, limits, then the owner.</summary>
internal sealed class AssociationAcceptor(DicomListenerOptions options, Func<int> openAssociations)
{
    /// <summary>The request as the owner sees it, and the rejection or the answer.</summary>
    public (AssociationRequest Request, AssociationRejection? Rejection, AssociateAcceptPdu? Accept) Judge(PendingConnection connection)
    {
        AssociateRequestPdu pdu = connection.Request!;
        AssociationRequest request = Describe(connection, pdu);
        if (RejectByProtocol(pdu) is { } wrong)
        {
            return (request, wrong, null);
        }

        if (openAssociations() >= options.MaxAssociations)
        {
            return (request, AssociationRejection.LocalLimitExceeded, null);
        }

        AssociationDecision decision = options.Decide(request);
        return decision.Rejection is { } refused ? (request, refused, null) : (request, null, Accept(pdu, decision));
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
        Contexts = pdu.Contexts,
        PeerMaxPduBytes = pdu.User.MaxPduBytes,
        ImplementationClassUid = pdu.User.ImplementationClassUid,
        ImplementationVersionName = pdu.User.ImplementationVersionName,
        Identity = pdu.User.Identity,
    };

    /// <summary>
    /// One operation at a time whatever window was proposed (PS3.7 D.3.3.3); requestors stay service class users (D.3.3.4); an
    /// identity is confirmed only if that was asked for (D.3.3.7).
    /// </summary>
    private AssociateAcceptPdu Accept(AssociateRequestPdu pdu, AssociationDecision decision)
    {
        IReadOnlyList<PresentationContext> contexts = ContextNegotiator.Answer(pdu.Contexts, options.AcceptUnknownSopClasses);
        var user = new UserInformation
        {
            MaxPduBytes = (uint)options.MaxPduBytes,
            ImplementationClassUid = DicomFileMeta.ImplementationClassUid,
            ImplementationVersionName = DicomFileMeta.ImplementationVersionName,
            AsynchronousOperations = pdu.User.AsynchronousOperations is null ? null : ((ushort)1, (ushort)1),
            Roles = [.. pdu.User.Roles
                .Where(role => contexts.Any(context => context.IsAccepted && context.AbstractSyntax == role.SopClassUid))
                .Take(PduLimits.MaxPresentationContexts)
                .Select(role => role with { Scp = false })],
            ConfirmsIdentity = decision.ConfirmsIdentity && pdu.User.Identity is { WantsResponse: true },
        };
        return new AssociateAcceptPdu(AssociateRequestPdu.Version1, pdu.CalledAeTitle, pdu.CallingAeTitle, contexts, user);
    }
}

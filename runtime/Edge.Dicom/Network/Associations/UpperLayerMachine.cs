using static Edge.Dicom.Network.UpperLayerAction;
using static Edge.Dicom.Network.UpperLayerState;

namespace Edge.Dicom.Network;

/// <summary>
/// The upper layer's state machine (PS3.8 Table 9-10). It decides; whoever owns the socket performs the action.
/// </summary>
internal sealed class UpperLayerMachine(AssociationRole role)
{
    /// <summary>Where the association is.</summary>
    public UpperLayerState State { get; private set; } = Idle;

    /// <summary>Takes an event, moves to the next state and returns the action that goes with the step.</summary>
    /// <exception cref="InvalidOperationException">The table has no such cell: our own code raised an impossible event.</exception>
    public UpperLayerAction Apply(UpperLayerEvent happened)
    {
        UpperLayerAction action = Action(happened, State);
        if (action == None)
        {
            throw new InvalidOperationException($"Event {happened} cannot happen in state {State}.");
        }

        State = Next(action, State);
        return action;
    }

    /// <summary>The cell of Table 9-10, without moving.</summary>
    public static UpperLayerAction Action(UpperLayerEvent happened, UpperLayerState state) => happened switch
    {
        UpperLayerEvent.LocalAssociateRequest => state == Idle ? ConnectTransport : None,
        UpperLayerEvent.TransportConnected => state == AwaitingTransport ? SendAssociateRequest : None,
        UpperLayerEvent.AssociateAcceptReceived => state == AwaitingAcceptance ? ConfirmAccepted : Unexpected(state),
        UpperLayerEvent.AssociateRejectReceived => state == AwaitingAcceptance ? ConfirmRejected : Unexpected(state),
        UpperLayerEvent.TransportAccepted => state == Idle ? AwaitRequest : None,
        UpperLayerEvent.AssociateRequestReceived => state switch
        {
            AwaitingRequest => JudgeRequest,
            AwaitingTransportClose => SendAbort,
            _ => Unexpected(state),
        },
        UpperLayerEvent.LocalAccept => state == AwaitingLocalAcceptance ? SendAssociateAccept : None,
        UpperLayerEvent.LocalReject => state == AwaitingLocalAcceptance ? SendAssociateReject : None,
        UpperLayerEvent.LocalData => state is Established or AwaitingLocalRelease ? SendData : None,
        UpperLayerEvent.DataReceived => state is Established or AwaitingReleaseResponse ? IndicateData : Unexpected(state),
        UpperLayerEvent.LocalReleaseRequest => state == Established ? SendReleaseRequest : None,
        UpperLayerEvent.ReleaseRequestReceived => state switch
        {
            Established => IndicateRelease,
            AwaitingReleaseResponse => IndicateReleaseCollision,
            _ => Unexpected(state),
        },
        UpperLayerEvent.ReleaseResponseReceived => state switch
        {
            AwaitingReleaseResponse or CollisionRequestorAwaitingReleaseResponse => ConfirmReleaseAndClose,
            CollisionAcceptorAwaitingReleaseResponse => ConfirmRelease,
            _ => Unexpected(state),
        },
        UpperLayerEvent.LocalReleaseResponse => state switch
        {
            AwaitingLocalRelease or CollisionAcceptorAwaitingLocalRelease => SendReleaseResponse,
            CollisionRequestorAwaitingLocalRelease => SendReleaseResponseAndAwait,
            _ => None,
        },
        UpperLayerEvent.LocalAbort => state switch
        {
            Idle or AwaitingRequest or AwaitingTransportClose => None,
            AwaitingTransport => Close,
            _ => AbortAsUser,
        },
        UpperLayerEvent.AbortReceived => state switch
        {
            Idle or AwaitingTransport => None,
            AwaitingRequest or AwaitingTransportClose => Close,
            _ => IndicateAbortAndClose,
        },
        UpperLayerEvent.TransportClosed => state switch
        {
            Idle => None,
            AwaitingRequest or AwaitingTransportClose => StopArtim,
            _ => IndicateLostConnection,
        },
        UpperLayerEvent.ArtimExpired => state is AwaitingRequest or AwaitingTransportClose ? Close : None,
        UpperLayerEvent.InvalidPduReceived => state == AwaitingTransportClose ? SendAbort : Unexpected(state),
        _ => None,
    };

    private UpperLayerState Next(UpperLayerAction action, UpperLayerState state) => action switch
    {
        ConnectTransport => AwaitingTransport,
        SendAssociateRequest => AwaitingAcceptance,
        ConfirmAccepted or SendAssociateAccept => Established,
        AwaitRequest => AwaitingRequest,
        JudgeRequest => AwaitingLocalAcceptance,
        SendData or IndicateData => state,
        SendReleaseRequest => AwaitingReleaseResponse,
        IndicateRelease => AwaitingLocalRelease,
        IndicateReleaseCollision => role == AssociationRole.Requestor
            ? CollisionRequestorAwaitingLocalRelease
            : CollisionAcceptorAwaitingReleaseResponse,
        SendReleaseResponseAndAwait => CollisionRequestorAwaitingReleaseResponse,
        ConfirmRelease => CollisionAcceptorAwaitingLocalRelease,
        SendAssociateReject or SendReleaseResponse or AbortAsUser or AbortAsProvider or SendAbort or Ignore => AwaitingTransportClose,
        _ => Idle,
    };

    /// <summary>The right-hand default of the received-PDU rows: AA-1 before a request, AA-6 after the end, AA-8 between.</summary>
    private static UpperLayerAction Unexpected(UpperLayerState state) => state switch
    {
        Idle or AwaitingTransport => None,
        AwaitingRequest => AbortAsUser,
        AwaitingTransportClose => Ignore,
        _ => AbortAsProvider,
    };
}

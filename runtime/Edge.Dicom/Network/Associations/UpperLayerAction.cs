namespace Edge.Dicom.Network;

/// <summary>What the upper layer does on an event: the actions of PS3.8 Tables 9-6 to 9-9.</summary>
internal enum UpperLayerAction
{
    /// <summary>The cell of Table 9-10 is empty: the event cannot happen in that state.</summary>
    None,

    /// <summary>AE-1: open the transport connection.</summary>
    ConnectTransport,

    /// <summary>AE-2: send A-ASSOCIATE-RQ.</summary>
    SendAssociateRequest,

    /// <summary>AE-3: tell the user that the peer accepted.</summary>
    ConfirmAccepted,

    /// <summary>AE-4: tell the user that the peer rejected, and close.</summary>
    ConfirmRejected,

    /// <summary>AE-5: start ARTIM and await the request.</summary>
    AwaitRequest,

    /// <summary>AE-6: stop ARTIM and judge the request.</summary>
    JudgeRequest,

    /// <summary>AE-7: send A-ASSOCIATE-AC.</summary>
    SendAssociateAccept,

    /// <summary>AE-8: send A-ASSOCIATE-RJ and start ARTIM.</summary>
    SendAssociateReject,

    /// <summary>DT-1 and AR-7: send P-DATA-TF.</summary>
    SendData,

    /// <summary>DT-2 and AR-6: hand data to the user.</summary>
    IndicateData,

    /// <summary>AR-1: send A-RELEASE-RQ.</summary>
    SendReleaseRequest,

    /// <summary>AR-2: tell the user that the peer wishes to release.</summary>
    IndicateRelease,

    /// <summary>AR-3: the release is confirmed; close.</summary>
    ConfirmReleaseAndClose,

    /// <summary>AR-4: send A-RELEASE-RP and start ARTIM.</summary>
    SendReleaseResponse,

    /// <summary>AR-5: stop ARTIM; the connection is closed.</summary>
    StopArtim,

    /// <summary>AR-8: both sides asked for release at once.</summary>
    IndicateReleaseCollision,

    /// <summary>AR-9: send A-RELEASE-RP and await the peer's.</summary>
    SendReleaseResponseAndAwait,

    /// <summary>AR-10: the release is confirmed; the user has still to answer the peer's.</summary>
    ConfirmRelease,

    /// <summary>AA-1: send A-ABORT, source service-user, and start ARTIM.</summary>
    AbortAsUser,

    /// <summary>AA-2: close the connection.</summary>
    Close,

    /// <summary>AA-3: the peer aborted; close.</summary>
    IndicateAbortAndClose,

    /// <summary>AA-4: the connection was lost.</summary>
    IndicateLostConnection,

    /// <summary>AA-6: ignore the PDU.</summary>
    Ignore,

    /// <summary>AA-7: send A-ABORT.</summary>
    SendAbort,

    /// <summary>AA-8: send A-ABORT, source service-provider, and start ARTIM.</summary>
    AbortAsProvider,
}

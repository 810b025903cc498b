namespace Edge.Dicom.Network;

/// <summary>The states of the upper layer, numbered as the standard numbers them (PS3.8 9.2.1, Tables 9-1 to 9-5).</summary>
internal enum UpperLayerState
{
    Idle = 1,
    AwaitingRequest = 2,
    AwaitingLocalAcceptance = 3,
    AwaitingTransport = 4,
    AwaitingAcceptance = 5,
    Established = 6,
    AwaitingReleaseResponse = 7,
    AwaitingLocalRelease = 8,
    CollisionRequestorAwaitingLocalRelease = 9,
    CollisionAcceptorAwaitingReleaseResponse = 10,
    CollisionRequestorAwaitingReleaseResponse = 11,
    CollisionAcceptorAwaitingLocalRelease = 12,
    AwaitingTransportClose = 13,
}

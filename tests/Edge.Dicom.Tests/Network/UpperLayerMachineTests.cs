using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>The whole of PS3.8 Table 9-10, transcribed: rows are events 1 to 19, columns states 1 to 13.</summary>
public sealed class UpperLayerMachineTests
{
    private const string Table = """
        1   AE-1  -    -    -    -    -    -    -    -    -     -    -     -
        2   -     -    -    AE-2 -    -    -    -    -    -     -    -     -
        3   -     AA-1 AA-8 -    AE-3 AA-8 AA-8 AA-8 AA-8 AA-8  AA-8 AA-8  AA-6
        4   -     AA-1 AA-8 -    AE-4 AA-8 AA-8 AA-8 AA-8 AA-8  AA-8 AA-8  AA-6
        5   AE-5  -    -    -    -    -    -    -    -    -     -    -     -
        6   -     AE-6 AA-8 -    AA-8 AA-8 AA-8 AA-8 AA-8 AA-8  AA-8 AA-8  AA-7
        7   -     -    AE-7 -    -    -    -    -    -    -     -    -     -
        8   -     -    AE-8 -    -    -    -    -    -    -     -    -     -
        9   -     -    -    -    -    DT-1 -    AR-7 -    -     -    -     -
        10  -     AA-1 AA-8 -    AA-8 DT-2 AR-6 AA-8 AA-8 AA-8  AA-8 AA-8  AA-6
        11  -     -    -    -    -    AR-1 -    -    -    -     -    -     -
        12  -     AA-1 AA-8 -    AA-8 AR-2 AR-8 AA-8 AA-8 AA-8  AA-8 AA-8  AA-6
        13  -     AA-1 AA-8 -    AA-8 AA-8 AR-3 AA-8 AA-8 AR-10 AR-3 AA-8  AA-6
        14  -     -    -    -    -    -    -    AR-4 AR-9 -     -    AR-4  -
        15  -     -    AA-1 AA-2 AA-1 AA-1 AA-1 AA-1 AA-1 AA-1  AA-1 AA-1  -
        16  -     AA-2 AA-3 -    AA-3 AA-3 AA-3 AA-3 AA-3 AA-3  AA-3 AA-3  AA-2
        17  -     AA-5 AA-4 AA-4 AA-4 AA-4 AA-4 AA-4 AA-4 AA-4  AA-4 AA-4  AR-5
        18  -     AA-2 -    -    -    -    -    -    -    -     -    -     AA-2
        19  -     AA-1 AA-8 -    AA-8 AA-8 AA-8 AA-8 AA-8 AA-8  AA-8 AA-8  AA-7
        """;

    /// <summary>Our names of the standard's actions; AA-5 and AR-5, DT-1 and AR-7, DT-2 and AR-6 do the same.</summary>
    private static readonly Dictionary<string, string> Names = """
        - None
        AE-1 ConnectTransport
        AE-2 SendAssociateRequest
        AE-3 ConfirmAccepted
        AE-4 ConfirmRejected
        AE-5 AwaitRequest
        AE-6 JudgeRequest
        AE-7 SendAssociateAccept
        AE-8 SendAssociateReject
        DT-1 SendData
        AR-7 SendData
        DT-2 IndicateData
        AR-6 IndicateData
        AR-1 SendReleaseRequest
        AR-2 IndicateRelease
        AR-3 ConfirmReleaseAndClose
        AR-4 SendReleaseResponse
        AR-5 StopArtim
        AA-5 StopArtim
        AR-8 IndicateReleaseCollision
        AR-9 SendReleaseResponseAndAwait
        AR-10 ConfirmRelease
        AA-1 AbortAsUser
        AA-2 Close
        AA-3 IndicateAbortAndClose
        AA-4 IndicateLostConnection
        AA-6 Ignore
        AA-7 SendAbort
        AA-8 AbortAsProvider
        """.Split('\n').Select(line => line.Trim().Split(' ')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    [Fact]
    public void Action_EveryEventInEveryState_IsThatOfTheStandard()
    {
        foreach (string row in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] cells = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var happened = (UpperLayerEvent)int.Parse(cells[0], System.Globalization.CultureInfo.InvariantCulture);
            for (int state = 1; state <= 13; state++)
            {
                string action = UpperLayerMachine.Action(happened, (UpperLayerState)state).ToString();
                Assert.True(Names[cells[state]] == action, $"event {(int)happened}, state {state}: {action}, not {cells[state]}");
            }
        }
    }

    [Fact]
    public void Apply_ReleaseCollisionAtTheRequestor_PassesStates9And11()
    {
        UpperLayerMachine machine = Established(AssociationRole.Requestor);
        machine.Apply(UpperLayerEvent.LocalReleaseRequest);
        machine.Apply(UpperLayerEvent.ReleaseRequestReceived);
        Assert.Equal(9, (int)machine.State);
        machine.Apply(UpperLayerEvent.LocalReleaseResponse);
        Assert.Equal(11, (int)machine.State);
        machine.Apply(UpperLayerEvent.ReleaseResponseReceived);
        Assert.Equal(1, (int)machine.State);
    }

    [Fact]
    public void Apply_ReleaseCollisionAtTheAcceptor_PassesStates10And12()
    {
        UpperLayerMachine machine = Established(AssociationRole.Acceptor);
        machine.Apply(UpperLayerEvent.LocalReleaseRequest);
        machine.Apply(UpperLayerEvent.ReleaseRequestReceived);
        Assert.Equal(10, (int)machine.State);
        machine.Apply(UpperLayerEvent.ReleaseResponseReceived);
        Assert.Equal(12, (int)machine.State);
        machine.Apply(UpperLayerEvent.LocalReleaseResponse);
        Assert.Equal(13, (int)machine.State);
    }

    [Fact]
    public void Apply_EventThatCannotHappen_Throws() =>
        Assert.Throws<InvalidOperationException>(() => new UpperLayerMachine(AssociationRole.Acceptor).Apply(UpperLayerEvent.LocalData));

    private static UpperLayerMachine Established(AssociationRole role)
    {
        var machine = new UpperLayerMachine(role);
        UpperLayerEvent[] way = role == AssociationRole.Requestor
            ? [UpperLayerEvent.LocalAssociateRequest, UpperLayerEvent.TransportConnected, UpperLayerEvent.AssociateAcceptReceived]
            : [UpperLayerEvent.TransportAccepted, UpperLayerEvent.AssociateRequestReceived, UpperLayerEvent.LocalAccept];
        foreach (UpperLayerEvent step in way)
        {
            machine.Apply(step);
        }

        return machine;
    }
}

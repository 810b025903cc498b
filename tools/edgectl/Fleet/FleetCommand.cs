using System.CommandLine;

namespace Edge.Ctl.Fleet;

/// <summary><c>edgectl fleet</c>: every device at a broker.</summary>
internal static class FleetCommand
{
    /// <summary>The verbs.</summary>
    public static Command Create() => new("fleet", "The devices at a broker.") { FleetWatch.Create(), FleetCollect.Create(), FleetSimulate.Create(), FleetRollout.Create(), FleetSuspend.Create(), FleetOrder.Create(), FleetAuthority.Create(), FleetEnrolToken.Create(), FleetEnrolServe.Create() };
}

using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Faults;
using Edge.Runtime.Outbox;

namespace Edge.Runtime.Telemetry;

/// <summary>Gathers what a heartbeat says.</summary>
internal sealed class DeviceHealthReader(FaultBoard faults, AuditLog audit, StreamTable streams)
{
    private const string Prefix = "mqtt:";

    /// <summary>How the device is now.</summary>
    public DeviceHealth Read()
    {
        AuditHead? head = null;
        IReadOnlyList<(string Destination, long Waiting, long Dropped)> depths = [];
        try
        {
            head = audit.Head;
            depths = streams.Depths();
        }
        catch (Exception failure) when (DiskTrouble.IsDisk(failure))
        {
            // A heartbeat without them is better than none; who writes there raises the fault.
        }

        return new DeviceHealth(
            [.. faults.Current.Select(fault => new DeviceFault(fault.Code, fault.Severity, fault.Since))],
            KernelClock.Read(),
            head,
            new SortedDictionary<string, long>(depths.ToDictionary(depth => depth.Destination[Prefix.Length..], depth => depth.Waiting), StringComparer.Ordinal),
            depths.Sum(depth => depth.Dropped));
    }
}

using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>How a device is, in each heartbeat.</summary>
/// <param name="Faults">Every fault shown now, the oldest first.</param>
/// <param name="Clock">How far its times can be trusted.</param>
/// <param name="Audit">Where its audit log ends: who keeps heads can tell a log that was cut or written anew. Null where it cannot be read.</param>
/// <param name="Waiting">Messages of each stream that central operations do not have yet.</param>
/// <param name="Dropped">Metrics and events dropped for want of space, ever.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record DeviceHealth(
    IReadOnlyList<DeviceFault> Faults, ClockQuality Clock, AuditHead? Audit, IReadOnlyDictionary<string, long> Waiting, long Dropped);

/// <summary>A fault in a heartbeat. What was seen of it stays on the appliance.</summary>
/// <param name="Code">Code, for example <c>disk-full</c>.</param>
/// <param name="Severity"><c>warning</c> or <c>error</c>.</param>
/// <param name="Since">Since when, UTC by the appliance's clock.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record DeviceFault(string Code, string Severity, DateTimeOffset Since);

/// <summary>How far a device's times can be trusted.</summary>
/// <param name="Synchronised">True: the kernel's clock is disciplined by a time server; false: it is not; null: the kernel does not say.</param>
/// <param name="MaximumErrorMs">The kernel's bound on the clock's error, in milliseconds; null where it does not say.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record ClockQuality(bool? Synchronised, double? MaximumErrorMs);

namespace Edge.Runtime.Faults;

/// <content>The device itself: memory, temperature, power.</content>
internal static partial class FaultCatalogue
{
    /// <summary>The page shows an old state.</summary>
    public static readonly Fault PageStale = new(
        "page-stale",
        "The page shows an old state",
        Fault.Warning,
        "The current state could not be read from the database, and the page shows the last one that could. Receiving, inference and sending go on by themselves. It clears with the next state that is read.",
        "Read why in the journal, and look at the disk of the data directory; if it stays, restart the appliance.")
    { HiddenBy = ["disk-failing", "disk-full", "database-damaged"] };

    /// <summary>Little memory is left.</summary>
    public static readonly Fault MemoryLow = new(
        "memory-low",
        "Little memory is left",
        Fault.Warning,
        "Less memory is free than the appliance needs to stay clear of being killed. Jobs that want much are refused with the reason.",
        "Look for another program that uses it, lower scheduling or inference.engine.workspaceMiB, or restart the appliance; if it stays, report it with a support bundle.")
    { ShowAfter = TimeSpan.FromMinutes(1), ClearAfter = TimeSpan.FromMinutes(1) };

    /// <summary>The device is too hot.</summary>
    public static readonly Fault TemperatureHigh = new(
        "temperature-high",
        "The device is too hot",
        Fault.Warning,
        "A sensor is at or near the temperature at which the device slows down or switches itself off. Work goes on, slower.",
        "Check its fan, filter and surroundings; switch it off if it gets hotter.")
    { ShowAfter = TimeSpan.FromSeconds(30), ClearAfter = TimeSpan.FromMinutes(1) };

    /// <summary>The power supply is at its limit.</summary>
    public static readonly Fault PowerAlarm = new(
        "power-alarm",
        "The power supply is at its limit",
        Fault.Warning,
        "A power rail reports an alarm: too much current, or too little voltage. The device may slow down or switch itself off.",
        "Check the power supply and its cable, and the power mode (nvpmodel on Jetson).")
    { ShowAfter = TimeSpan.FromSeconds(10), ClearAfter = TimeSpan.FromMinutes(1) };
}

using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Settings;

/// <summary>
/// The configuration as it stands now. The sections that are set on the page (<see cref="ConfigOverlay.Editable"/>) may change while the appliance runs: who uses them asks
/// here each time, or follows <see cref="Changed"/>. Everything else is as it was at the start.
/// </summary>
internal sealed class RunningConfig(DeviceConfig config, string digest)
{
    private volatile State _state = new(config, digest);

    /// <summary>The configuration now: one that does not change, so that what is taken from it goes together.</summary>
    public DeviceConfig Current => _state.Config;

    /// <summary>SHA-256 of it, hexadecimal.</summary>
    public string Digest => _state.Digest;

    /// <summary>Raised after each change; workers look, each with a waiter of its own.</summary>
    public StageSignal Changed { get; } = new();

    /// <summary>Takes the sections that may change from another configuration.</summary>
    public void Take(DeviceConfig changed, string changedDigest)
    {
        DeviceConfig now = Current;
        _state = new State(
            now with
            {
                Dicom = now.Dicom with { CallingAes = changed.Dicom.CallingAes, Networks = changed.Dicom.Networks },
                Pacs = changed.Pacs,
                Mqtt = changed.Mqtt,
                Routes = changed.Routes,
            },
            changedDigest);
        Changed.Raise();
    }

    private sealed record State(DeviceConfig Config, string Digest);
}

using System.Runtime.InteropServices;

namespace Edge.Mqtt.Libmosquitto;

/// <summary>Owns one <c>struct mosquitto</c>, with its socket, its queued packets and its unacknowledged messages.</summary>
internal sealed class MosquittoHandle() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Mosquitto.Destroy(handle);
        return true;
    }
}

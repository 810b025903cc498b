using Edge.Contracts;

namespace Edge.Runtime.Settings;

/// <summary>What is made of the configuration, made again when that has changed.</summary>
/// <typeparam name="T">What is made; it does not change.</typeparam>
internal sealed class Derived<T>(RunningConfig config, Func<DeviceConfig, T> make)
{
    private volatile Made? _made;

    /// <summary>What it is now.</summary>
    public T Now
    {
        get
        {
            DeviceConfig current = config.Current;
            if (_made is not { } made || !ReferenceEquals(made.Of, current))
            {
                _made = made = new Made(current, make(current));
            }

            return made.Value;
        }
    }

    private sealed record Made(DeviceConfig Of, T Value);
}

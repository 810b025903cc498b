namespace Edge.Contracts;

/// <summary>What lies in the engine cache.</summary>
/// <param name="Root">Absolute path of the cache.</param>
public sealed record EngineFolders(string Root)
{
    /// <summary>Built engines, a directory each, named by its key. Only a process that builds writes here.</summary>
    public string Built => Path.Combine(Root, "built");

    /// <summary>What is known of each model on each rung. Only the runtime writes here.</summary>
    public string Rungs => Path.Combine(Root, "rungs");

    /// <summary>The cache of a device.</summary>
    public static EngineFolders Of(DeviceConfig config, DataDirectory data)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(data);
        return new EngineFolders(config.Inference.Engine?.CacheDirectory ?? data.Engines);
    }

    /// <summary>The record of a model on a rung.</summary>
    public string Record(string modelDigest, string rung) => Path.Combine(Rungs, $"{modelDigest}-{rung}.json");
}

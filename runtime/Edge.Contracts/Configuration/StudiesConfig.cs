namespace Edge.Contracts;

/// <summary>When a study counts as complete.</summary>
public sealed record StudiesConfig : CompletionConfig
{
    /// <summary>Senders with rules of their own, by calling AE title; empty: none.</summary>
    public required IReadOnlyDictionary<string, CompletionConfig> ByCallingAe { get; init; }

    /// <summary>The rules for a sender.</summary>
    public CompletionConfig For(string callingAe) => ByCallingAe.TryGetValue(callingAe, out CompletionConfig? own) ? own : this;
}
